using System.Diagnostics;
using System.Globalization;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Running;

/// <summary>Limits given on the command line, as the kernel has them, and what a step that runs into one is told.</summary>
public sealed class RunLimitTests
{
    /// <summary>Options, and the files of version 1 and 2 with what stands in them.</summary>
    private static readonly (string Options, string Version1, string Version2)[] Limits =
    [
        ("--memory 32m --memory-swap 48m", "memory.limit_in_bytes 33554432", "memory.max 33554432"),
        ("", "memory.memsw.limit_in_bytes 50331648", "memory.swap.max 16777216"),
        ("--cpus 0.5", "cpu.cfs_quota_us 50000", "cpu.max 50000 100000"),
        ("--cpu-shares 512", "cpu.shares 512", "cpu.weight 20"),
        ("--cpuset-cpus 0", "cpuset.cpus 0", "cpuset.cpus 0"),
        ("--cpuset-mems 0", "cpuset.mems 0", "cpuset.mems 0"),
        ("--pids-limit 33", "pids.max 33", "pids.max 33"),
        ("--blkio-weight 500", "blkio.bfq.weight 500", "io.weight default 4950"),
    ];

    [SkippableFact]
    public void Every_limit_stands_in_the_group_of_the_container_below_the_parent_asked_for()
    {
        using Workbench bench = new();
        string parent = $"sharpbuild-test-{Guid.NewGuid():N}";
        string[] options = [.. string.Join(' ', Limits.Select(limit => limit.Options)).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        using Process run = bench.Sharpbuild.Start([
            "run", "--network", "none", "--cgroup-parent", $"{parent}/inner", .. options,
            RunTests.Busybox, "sh", "-c", "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done",
        ]);
        run.StandardOutput.ReadLine().Should().Be("ready");

        string[] groups = [.. Directory.EnumerateDirectories("/sys/fs/cgroup", parent, SearchOption.AllDirectories).SelectMany(path => Directory.EnumerateDirectories($"{path}/inner"))];
        bool isVersion1 = groups.Any(group => File.Exists($"{group}/memory.limit_in_bytes"));
        string[] expected = [.. Limits.Select(limit => isVersion1 ? limit.Version1 : limit.Version2)];
        string[] found = [.. expected.Select(text => text.Split(' ')[0]).Select(name => $"{name} {Value(groups, name)}")];
        ProcessRunner.Run("kill", [run.Id.ToString(CultureInfo.InvariantCulture)]).Succeeded();
        run.WaitForExit();

        Skip.If(run.StandardError.ReadToEnd().Contains("no rights on control groups", StringComparison.Ordinal), "no rights on control groups");
        found.Should().Equal(expected);
        Directory.EnumerateDirectories("/sys/fs/cgroup", parent, SearchOption.AllDirectories).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("--memory=20m", "dd if=/dev/zero of=/dev/null bs=64M count=1", "exit code 137: killed because it ran out of memory (limit 20 MiB, peak ")]
    [InlineData("--pids-limit=20", "i=0; while [ $i -lt 100 ]; do sleep 60 & i=$((i+1)); done", "it hit the limit of 20 processes")]
    public void Step_of_a_build_that_runs_into_a_limit_is_told_which(string limit, string command, string message)
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", $"FROM busybox\nRUN {command}\n"));

        ProcessResult result = bench.BuildTo("out", context, "--network=none", limit);
        Skip.If(result.Error.Contains("no rights on control groups", StringComparison.Ordinal), "no rights on control groups");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("Dockerfile:2:1: error SB0002").And.Contain(message);
    }

    [SkippableFact]
    public void Bomb_of_forks_and_hog_of_memory_harm_nothing_outside()
    {
        using Workbench bench = new();
        using Process neighbour = Process.Start("sleep", "1000");
        const string Bomb = "bomb() { bomb | bomb & }; bomb; sleep 1; dd if=/dev/zero of=/dev/shm/fill bs=1M; dd if=/dev/zero of=/dev/null bs=64M";

        ProcessResult result = bench.Sharpbuild.Run("run", "--network", "none", "--memory", "48m", "--pids-limit", "60", "--stats", RunTests.Busybox, "sh", "-c", Bomb);
        Skip.If(result.Error.Contains("no rights on control groups", StringComparison.Ordinal), "no rights on control groups");

        result.ExitCode.Should().NotBe(0);
        neighbour.HasExited.Should().BeFalse();
        neighbour.Kill();
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    private static string Value(string[] groups, string file) =>
        groups.Select(group => $"{group}/{file}").Where(File.Exists).Select(path => File.ReadAllText(path).Trim()).FirstOrDefault("missing");
}
