using System.Diagnostics;
using System.Globalization;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Interruption;

/// <summary>Builds that are killed, interrupted or run side by side.</summary>
[Collection(nameof(Alone))]
public sealed class InterruptionTests
{
    private const int Kills = 10;

    [SkippableFact]
    public void After_a_kill_at_any_moment_the_same_store_gives_the_undisturbed_digest()
    {
        using Workbench undisturbed = new();
        using Workbench bench = Prepared();
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        string context = MakeContext(bench, marker);
        Stopwatch clock = Stopwatch.StartNew();
        string wanted = Build(undisturbed, context, "wanted");
        int milliseconds = (int)clock.ElapsedMilliseconds;
        Random random = new(20240229);

        for (int i = 0; i < Kills; i++)
        {
            using Process build = bench.Sharpbuild.Start(Arguments(bench, context, "killed"));
            if (!build.WaitForExit(random.Next(1, milliseconds)))
            {
                Signal(build, "KILL");
                build.WaitForExit();
            }

            WaitUntilGone(marker);
        }

        Build(bench, context, "after").Should().Be(wanted);
        Leftovers.Of(bench, marker).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_ends_the_build_and_everything_it_started(string signal, int exitCode)
    {
        using Workbench bench = Prepared();
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        string context = bench.Context("context", ("Dockerfile", $"FROM busybox\nRUN touch /{marker}; echo started; sleep 1000; echo {marker}\n"));
        using Process build = bench.Sharpbuild.Start(Arguments(bench, context, "out"));
        while (build.StandardError.ReadLine() is { } line && !line.EndsWith(" started", StringComparison.Ordinal))
        {
        }

        _ = build.StandardError.ReadToEndAsync();
        Signal(build, signal);
        bool isEnded = build.WaitForExit(TimeSpan.FromSeconds(5));

        isEnded.Should().BeTrue("the build must end within 5 seconds");
        build.ExitCode.Should().Be(exitCode);
        Leftovers.Of(bench, marker).Should().BeEmpty();
    }

    [SkippableFact]
    public void A_build_that_waits_for_the_cache_of_another_ends_by_a_signal()
    {
        using Workbench bench = Prepared();
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        string[] contexts = [.. new[] { "holds", "waits" }.Select(name => bench.Context(name,
            ("Dockerfile", $"FROM busybox\nRUN --mount=type=cache,sharing=locked,target=/c echo started {name}; sleep 1000; echo {marker}\n")))];
        using Process holding = bench.Sharpbuild.Start(Arguments(bench, contexts[0], "out0"));
        while (holding.StandardError.ReadLine() is { } line && !line.EndsWith(" started holds", StringComparison.Ordinal))
        {
        }

        using Process waiting = bench.Sharpbuild.Start(Arguments(bench, contexts[1], "out1"));
        while (waiting.StandardError.ReadLine() is { } line && !line.Contains("RUN --mount", StringComparison.Ordinal))
        {
        }

        Signal(waiting, "TERM");
        waiting.WaitForExit(TimeSpan.FromSeconds(5)).Should().BeTrue("a wait for a lock must not hold a signal up");
        waiting.ExitCode.Should().Be(143);
        Signal(holding, "TERM");
        holding.WaitForExit(TimeSpan.FromSeconds(5)).Should().BeTrue();
        Leftovers.Of(bench, marker).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Two_builds_at_once_on_one_store_are_both_right()
    {
        using Workbench alone = new();
        using Workbench bench = Prepared();
        string[] contexts = [MakeContext(bench, "one"), MakeContext(bench, "two")];
        string[] wanted = [Build(alone, contexts[0], "first"), Build(alone, contexts[1], "second")];

        ProcessResult[] results = await Task.WhenAll(contexts.Select((context, i) =>
            bench.Sharpbuild.RunAsync(Arguments(bench, context, $"out{i}"), CancellationToken.None)));

        results.Select(result => result.Succeeded().ExitCode).Should().Equal(0, 0);
        new[] { bench.Digest("out0"), bench.Digest("out1") }.Should().Equal(wanted);
    }

    private static Workbench Prepared()
    {
        Workbench bench = new();
        Directory.CreateDirectory(bench.At("tmp"));
        ProcessSettings settings = new() { Environment = new Dictionary<string, string?> { ["TMPDIR"] = bench.At("tmp") } };
        return bench.With(new SharpbuildCommand(bench.At("state")) { Settings = settings });
    }

    private static string MakeContext(Workbench bench, string marker) => bench.Context("context-" + marker,
        ("Dockerfile", $"""
            FROM busybox AS files
            RUN mkdir /many && for i in $(seq 1 400); do echo $i > /many/$i; done; : {marker}
            FROM busybox
            COPY data /data
            RUN sleep 0.2; sort -n /data > /sorted; : {marker}
            COPY --from=files /many /many
            RUN cat /many/* | sha256sum > /sum; : {marker}
            """),
        ("data", string.Join('\n', Enumerable.Range(0, 20000).Reverse())));

    private static string Build(Workbench bench, string context, string output)
    {
        bench.Sharpbuild.Run(Arguments(bench, context, output)).Succeeded();
        return bench.Digest(output);
    }

    private static string[] Arguments(Workbench bench, string context, string output) =>
    [
        "build", "--progress", "plain", .. Workbench.Bases("busybox"), "--timestamp", "1700000000",
        "-o", $"type=oci,dest={bench.At(output)},tar=false", context,
    ];

    private static void Signal(Process process, string signal) =>
        ProcessRunner.Run("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The kernel ends a killed build's commands on its own, a moment later.</summary>
    private static void WaitUntilGone(string marker)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (Leftovers.Processes(marker) is { Count: > 0 } left)
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), string.Join('\n', left));
        }
    }
}
