using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Many builds on one store, and surroundings that are poor in one way or another.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class CrowdTests(ITestOutputHelper log)
{
    /// <summary>What of a store is damaged before many build on it.</summary>
    public enum Damage
    {
        /// <summary>There is no store yet.</summary>
        NoStore,

        /// <summary>A file more in each unpacked layer, and no records.</summary>
        Snapshots,

        /// <summary>Another byte in each blob, no unpacked layers and no records.</summary>
        Blobs,
    }

    [SkippableFact]
    public async Task Many_builds_at_once_on_one_store_all_give_the_digest()
    {
        Requires.Root();
        using FaultBench bench = new();
        int builds = FaultBench.IsCampaign ? 24 : 6;

        await ExpectAllGood(bench, bench.At("shared"), builds, bench.Environment());

        log.WriteLine($"at once: {builds} builds on one store, all gave {bench.Wanted[..19]}");
    }

    [SkippableTheory]
    [InlineData(Damage.Snapshots)]
    [InlineData(Damage.Blobs)]
    public async Task Many_builds_at_once_mend_a_damaged_store(Damage damage)
    {
        Requires.Root();
        using FaultBench bench = new();
        string store = bench.At("shared");
        bench.Rebuild(store);
        Harm(store, damage);
        int builds = FaultBench.IsCampaign ? 12 : 4;

        await ExpectAllGood(bench, store, builds, bench.Environment());

        log.WriteLine($"at once: {builds} builds on a store with damaged {damage}, all gave {bench.Wanted[..19]}");
    }

    /// <summary>Calls that come late by chance show what goes wrong only when two builds do something at the same moment.</summary>
    [SkippableTheory]
    [InlineData(Damage.NoStore)]
    [InlineData(Damage.Snapshots)]
    [InlineData(Damage.Blobs)]
    public async Task Builds_whose_calls_come_late_do_not_get_into_each_others_way(Damage damage)
    {
        Requires.Root();
        using FaultBench bench = new();
        Dictionary<string, string?> environment = bench.Environment();
        environment["LD_PRELOAD"] = bench.FailingLibrary();
        environment["FAIL_DELAY"] = "2000";
        int rounds = FaultBench.IsCampaign ? 40 : 2;
        for (int round = 0; round < rounds; round++)
        {
            string store = bench.At($"late{round}");
            if (damage != Damage.NoStore)
            {
                bench.Rebuild(store);
                Harm(store, damage);
            }

            await ExpectAllGood(bench, store, 4, environment);
            FaultBench.Remove(store);
        }

        log.WriteLine($"at once: {rounds} times 4 builds whose calls come late, {damage}, all gave {bench.Wanted[..19]}");
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

    private static async Task ExpectAllGood(FaultBench bench, string store, int builds, Dictionary<string, string?> environment)
    {
        ProcessSettings settings = new() { Environment = environment };
        string[] outputs = [.. Enumerable.Range(0, builds).Select(i => $"out{i}")];
        foreach (string output in outputs)
        {
            FaultBench.Remove(bench.At(output));
        }

        ProcessResult[] results = await Task.WhenAll(outputs.Select(output =>
            ProcessRunner.RunAsync(SharpbuildCommand.Binary, bench.Arguments(store, output), settings, CancellationToken.None)));

        results.Select(result => result.ExitCode).Should().AllBeEquivalentTo(0, string.Join('\n', results.Select(result => result.Error)));
        outputs.Select(bench.Digest).Should().AllBe(bench.Wanted);
        bench.LeftBy(store).Should().BeEmpty();
    }

    private static void Harm(string store, Damage damage)
    {
        foreach (string snapshot in Directory.EnumerateDirectories(Path.Combine(store, "snapshots")))
        {
            if (damage == Damage.Snapshots)
            {
                File.WriteAllText(Path.Combine(snapshot, "more"), "more");
            }
            else
            {
                FaultBench.Remove(snapshot);
            }
        }

        if (damage == Damage.Blobs)
        {
            foreach (string blob in Directory.EnumerateFiles(Path.Combine(store, "images", "blobs", "sha256")))
            {
                using FileStream file = new(blob, FileMode.Open, FileAccess.ReadWrite);
                file.Position = file.Length / 2;
                int value = file.ReadByte();
                file.Position--;
                file.WriteByte((byte)(value ^ 0x55));
            }
        }

        Directory.Delete(Path.Combine(store, "cache", "records"), recursive: true);
        Directory.CreateDirectory(Path.Combine(store, "cache", "records"));
    }
}
