using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Many builds on one store, and surroundings that are poor in one way or another.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class CrowdTests(ITestOutputHelper log)
{
    [SkippableFact]
    public async Task Many_builds_at_once_on_one_store_all_give_the_digest()
    {
        Requires.Root();
        using FaultBench bench = new();
        int builds = FaultBench.IsCampaign ? 24 : 6;
        string store = bench.At("shared");

        ProcessResult[] results = await Task.WhenAll(Enumerable.Range(0, builds).Select(i => ProcessRunner.RunAsync(
            SharpbuildCommand.Binary, bench.Arguments(store, $"out{i}"), new ProcessSettings { Environment = bench.Environment() }, CancellationToken.None)));

        results.Select(result => result.ExitCode).Should().AllBeEquivalentTo(0, string.Join('\n', results.Select(result => result.Error)));
        Enumerable.Range(0, builds).Select(i => bench.Digest($"out{i}")).Should().AllBe(bench.Wanted);
        bench.LeftBy(store).Should().BeEmpty();
        log.WriteLine($"at once: {builds} builds on one store, all gave {bench.Wanted[..19]}");
    }

    [SkippableFact]
    public async Task Many_builds_at_once_mend_a_damaged_store()
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = bench.At("shared");
        bench.Rebuild(store);
        foreach (string snapshot in Directory.EnumerateDirectories(Path.Combine(store, "snapshots")))
        {
            File.WriteAllText(Path.Combine(snapshot, "more"), "more");
        }

        Directory.Delete(Path.Combine(store, "cache", "records"), recursive: true);
        Directory.CreateDirectory(Path.Combine(store, "cache", "records"));

        ProcessResult[] results = await Task.WhenAll(Enumerable.Range(0, FaultBench.IsCampaign ? 12 : 4).Select(i => ProcessRunner.RunAsync(
            SharpbuildCommand.Binary, bench.Arguments(store, $"out{i}"), new ProcessSettings { Environment = bench.Environment() }, CancellationToken.None)));

        results.Select(result => result.ExitCode).Should().AllBeEquivalentTo(0, string.Join('\n', results.Select(result => result.Error)));
        Enumerable.Range(0, results.Length).Select(i => bench.Digest($"out{i}")).Should().AllBe(bench.Wanted);
        bench.LeftBy(store).Should().BeEmpty();
        log.WriteLine($"at once: {results.Length} builds on a damaged store, all gave {bench.Wanted[..19]}");
    }

    [SkippableTheory]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData(">/dev/full")]
    [InlineData("2>/dev/full")]
    [InlineData("2>&1 | true")]
    [InlineData("2>&1 >/dev/null | head -c 1")]
    public void Standard_streams_may_be_closed_or_full(string redirections)
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = bench.At("streams");
        string script = $"\"$0\" \"$@\" {redirections}; exit ${{PIPESTATUS[0]:-$?}}";

        ProcessResult result = bench.Build(store, "bash", "-c", script);

        result.ExitCode.Should().BeOneOf([0, 1, 141], result.Error);
        result.Error.Should().NotContain("Unhandled").And.NotContain("unexpected failure");
        bench.Rebuild(store).Should().Be(bench.Wanted);
        bench.LeftBy(store).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("--nofile=20")]
    [InlineData("--nofile=40")]
    [InlineData("--nofile=64")]
    [InlineData("--nofile=256")]
    [InlineData("--fsize=1000000")]
    [InlineData("--stack=262144")]
    [InlineData("--as=1500000000")]
    [InlineData("--as=4000000000")]
    [InlineData("--memlock=0")]
    [InlineData("--core=0")]
    public void Low_limits_are_one_message_or_no_hindrance(string limit)
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = bench.At("limits");

        ProcessResult result = bench.Build(store, "prlimit", limit);

        FaultBench.ExpectOrderlyEnd(result, limit);
        bench.Rebuild(store).Should().Be(bench.Wanted);
        log.WriteLine($"{limit}: exit {result.ExitCode} {(result.ExitCode == 0 ? "" : result.Error.Trim().Split('\n')[^1])}");
    }
}
