using System.Diagnostics;
using System.Globalization;
using Sharpbuild.EndToEnd.Interruption;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>What a build that was killed leaves: the next one on the store removes it, whatever that one does.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class KilledTests
{
    [SkippableTheory]
    [InlineData("--memory", "64m")]
    [InlineData("--cpus", "0.5", "--cpuset-cpus", "0", "--pids-limit", "100")]
    [InlineData("--cgroup-parent", "sharpbuild-test-parent", "--network", "none")]
    public void The_next_build_removes_what_a_killed_one_left(params string[] options)
    {
        Requires.Root();
        using Workbench bench = new();
        Directory.CreateDirectory(bench.At("tmp"));
        bench.With(new SharpbuildCommand(bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["TMPDIR"] = bench.At("tmp") } } });
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        string running = bench.Context("running", ("Dockerfile", $"FROM busybox\nRUN --mount=type=tmpfs,target=/t --mount=type=cache,target=/c touch /{marker}; echo started; sleep 1000; echo {marker}\n"));
        string other = bench.Context("other", ("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n"));
        int killed = Kill(bench, marker, [.. Workbench.Bases("busybox"), .. options, running]);
        string table = string.Create(CultureInfo.InvariantCulture, $"sharpbuild_{killed}_1");
        bool hasTables = ProcessRunner.Run("nft", ["add", "table", "ip", table]).ExitCode == 0;
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().NotBeEmpty("a killed build leaves its workspace");

        bench.Sharpbuild.Build(other).Succeeded();

        Leftovers.OfFiles(bench, marker).Should().BeEmpty();
        ProcessRunner.Run("find", ["/sys/fs/cgroup", "-name", $"sharpbuild-{killed}-*"]).Text.Should().BeEmpty();
        (hasTables ? ProcessRunner.Run("nft", ["list", "tables", "ip"]).Text : "").Should().NotContain(table);
        ProcessRunner.Run("sh", ["-c", "find /sys/fs/cgroup -type d -name sharpbuild-test-parent -exec rmdir {} +"]);
    }

    /// <summary>Starts a build, kills it when its command runs, and waits until the kernel has ended that.</summary>
    private static int Kill(Workbench bench, string marker, string[] arguments)
    {
        using Process build = bench.Sharpbuild.Start(["build", "--progress", "plain", .. arguments]);
        while (build.StandardError.ReadLine() is { } line && !line.EndsWith(" started", StringComparison.Ordinal))
        {
        }

        build.HasExited.Should().BeFalse();
        int id = build.Id;
        FaultBench.Signal(build, "KILL");
        build.WaitForExit();
        Stopwatch clock = Stopwatch.StartNew();
        while (Leftovers.Processes(marker) is { Count: > 0 } left)
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), string.Join('\n', left));
        }

        return id;
    }
}
