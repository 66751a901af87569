using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class CgroupTests
{
    [SkippableFact]
    public void Command_beyond_its_memory_limit_is_reported_with_limit_and_peak()
    {
        using TestRoot root = new();
        const long Limit = 16 * 1024 * 1024;
        SandboxSpec spec = root.Shell("dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null") with { Limits = new ResourceLimits { MemoryInBytes = Limit } };

        SandboxResult result = TestRoot.Run(spec).Result;
        Skip.If(result.MemoryLimitInBytes is null, "no rights on the memory controller");

        (result.ExitCode, result.OutOfMemory, result.MemoryLimitInBytes).Should().Be((137, true, Limit));
        result.Usage.PeakMemoryInBytes.Should().BeInRange(Limit / 2, Limit);
    }

    [SkippableFact]
    public void Fork_bomb_ends_at_the_limit_of_processes()
    {
        using TestRoot root = new();
        SandboxSpec spec = root.Shell("i=0; while [ $i -lt 100 ]; do sleep 60 & i=$((i+1)); done; exit 0") with { Limits = new ResourceLimits { PidsLimit = 20 } };

        (SandboxResult result, _, string error) = TestRoot.Run(spec);
        Skip.IfNot(result.Warnings.IsEmpty, "no rights on the pids controller");

        (result.PidsLimitHit, result.ExitCode, error).Should().Be((true, 2, "sh: can't fork: Resource temporarily unavailable\n"));
    }

    [SkippableFact]
    public void Groups_are_gone_when_the_command_has_ended()
    {
        using TestRoot root = new();

        TestRoot.Run(root.Shell("sleep 100 & exit 1"));

        Directory.Exists("/sys/fs/cgroup").Should().BeTrue();
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"sharpbuild-{Environment.ProcessId}-*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [SkippableFact]
    public void Command_sees_its_own_group_as_the_root()
    {
        using TestRoot root = new();

        string[] paths = root.Output("cat /proc/self/cgroup").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 3)[2]).ToArray();

        paths.Should().OnlyContain(path => path == "/");
    }
}
