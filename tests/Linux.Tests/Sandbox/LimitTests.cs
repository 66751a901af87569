using System.Globalization;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class LimitTests
{
    private const long Mebibyte = 1 << 20;

    public static TheoryData<string, string, string> Files => new()
    {
        { "memory", "memory.limit_in_bytes 33554432", "memory.max 33554432" },
        { "memory-swap", "memory.memsw.limit_in_bytes 50331648", "memory.swap.max 16777216" },
        { "cpus", "cpu.cfs_quota_us 50000", "cpu.max 50000 100000" },
        { "cpu-shares", "cpu.shares 512", "cpu.weight 20" },
        { "cpuset-cpus", "cpuset.cpus 0", "cpuset.cpus 0" },
        { "cpuset-mems", "cpuset.mems 0", "cpuset.mems 0" },
        { "blkio-weight", "blkio.bfq.weight 500", "io.weight default 4950" },
        { "default", "pids.max 16384", "pids.max 16384" },
        { "pids-limit", "pids.max 33", "pids.max 33" },
        { "device-read-bps", "blkio.throttle.read_bps_device {0} 1048576", "io.max {0} rbps=1048576 wbps=max riops=max wiops=max" },
        { "device-write-iops", "blkio.throttle.write_iops_device {0} 77", "io.max {0} rbps=max wbps=max riops=max wiops=77" },
    };

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Limit_stands_in_the_group_of_the_command(string limit, string version1, string version2)
    {
        DeviceNumber device = AnyDisk();
        string number = $"{device.Major}:{device.Minor}";
        using TestRoot root = new();

        (SandboxResult result, string? first, string? second) = Observe(root, Limits(limit, device), version1.Split(' ')[0], version2.Split(' ')[0]);
        Skip.IfNot(result.Warnings.IsEmpty, string.Concat(result.Warnings));

        string expected = string.Format(CultureInfo.InvariantCulture, first is null ? version2 : version1, number);
        (first ?? second).Should().Be(expected[(expected.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    [SkippableFact]
    public void Command_may_use_the_given_processors_only()
    {
        using TestRoot root = new();

        string allowed = root.Output("grep ^Cpus_allowed_list /proc/self/status", spec => spec with { Limits = new ResourceLimits { CpusetCpus = "0" } });

        allowed.Should().Be("Cpus_allowed_list:\t0\n");
    }

    [SkippableFact]
    public void Busy_command_gets_the_given_share_of_a_processor()
    {
        using TestRoot root = new();
        SandboxSpec spec = root.Shell("i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done") with { Limits = new ResourceLimits { CpuQuotaInMicroseconds = 10_000 } };

        SandboxResult result = TestRoot.Run(spec).Result;
        Skip.IfNot(result.Warnings.IsEmpty, string.Concat(result.Warnings));

        result.ExitCode.Should().Be(0);
        (result.Usage.CpuTime / result.WallTime).Should().BeLessThan(0.3);
    }

    [SkippableFact]
    public void Use_of_orphans_counts_too()
    {
        using TestRoot root = new();
        const string Script = "(i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; touch /tmp/done; sleep 60) & while [ ! -e /tmp/done ]; do sleep 0.05; done; exit 0";

        SandboxUsage usage = TestRoot.Run(root.Shell(Script)).Result.Usage;

        usage.CpuTime.Should().BeGreaterThan(TimeSpan.FromMilliseconds(10));
        usage.PeakMemoryInBytes.Should().BePositive();
    }

    [SkippableFact]
    public void Bytes_that_go_to_a_disk_are_counted()
    {
        using TestRoot root = new();
        _ = AnyDisk();

        SandboxUsage usage = TestRoot.Run(root.Shell("dd if=/dev/zero of=/tmp/file bs=64k count=128 conv=fsync 2>/dev/null")).Result.Usage;

        usage.BytesWritten.Should().BeInRange(8 * Mebibyte, 12 * Mebibyte);
    }

    [SkippableFact]
    public void Parent_group_that_was_missing_is_gone_afterwards()
    {
        using TestRoot root = new();
        string parent = $"sharpbuild-test-{Guid.NewGuid():N}";

        TestRoot.Run(root.Shell("true") with { Limits = new ResourceLimits { CgroupParent = $"{parent}/inner" } });

        Directory.EnumerateDirectories("/sys/fs/cgroup", parent, SearchOption.AllDirectories).Should().BeEmpty();
    }

    [SkippableFact]
    public void Parent_group_outside_the_tree_is_refused()
    {
        using TestRoot root = new();

        Action run = () => TestRoot.Run(root.Shell("true") with { Limits = new ResourceLimits { CgroupParent = "a/../../b" } });

        run.Should().Throw<SandboxException>().WithMessage("cgroup parent \"a/../../b\" is not a path below the root of the hierarchy");
    }

    private static ResourceLimits Limits(string limit, DeviceNumber device) => limit switch
    {
        "memory" => new ResourceLimits { MemoryInBytes = 32 * Mebibyte },
        "memory-swap" => new ResourceLimits { MemoryInBytes = 32 * Mebibyte, MemorySwapInBytes = 48 * Mebibyte },
        "cpus" => new ResourceLimits { CpuQuotaInMicroseconds = 50_000 },
        "cpu-shares" => new ResourceLimits { CpuShares = 512 },
        "cpuset-cpus" => new ResourceLimits { CpusetCpus = "0" },
        "cpuset-mems" => new ResourceLimits { CpusetMems = "0" },
        "blkio-weight" => new ResourceLimits { IoWeight = 500 },
        "default" => ResourceLimits.Default,
        "pids-limit" => new ResourceLimits { PidsLimit = 33 },
        "device-read-bps" => new ResourceLimits { Devices = [new DeviceLimit(device, DeviceLimitKind.ReadBytes, Mebibyte)] },
        _ => new ResourceLimits { Devices = [new DeviceLimit(device, DeviceLimitKind.WriteOperations, 77)] },
    };

    /// <summary>What files of the command's group hold while it runs.</summary>
    private static (SandboxResult Result, string? First, string? Second) Observe(TestRoot root, ResourceLimits limits, string first, string second)
    {
        string parent = $"sharpbuild-test-{Guid.NewGuid():N}";
        (string? First, string? Second) found = (null, null);
        SandboxSpec spec = root.Shell("echo here") with
        {
            Limits = limits with { CgroupParent = parent },
            Output = (_, _) => found = (Read(parent, first), Read(parent, second)),
        };
        SandboxResult result = TestRoot.Run(spec).Result;
        return (result, found.First, found.Second);
    }

    private static string? Read(string parent, string name) => Directory.EnumerateDirectories("/sys/fs/cgroup", parent, SearchOption.AllDirectories)
        .SelectMany(Directory.EnumerateDirectories)
        .Select(group => $"{group}/{name}")
        .Where(File.Exists)
        .Select(path => File.ReadAllText(path).TrimEnd('\n'))
        .FirstOrDefault();

    private static DeviceNumber AnyDisk()
    {
        string? disk = Directory.Exists("/sys/block")
            ? Directory.EnumerateDirectories("/sys/block").FirstOrDefault(path => File.ReadAllText($"{path}/size").Trim() != "0" && File.Exists($"/dev/{Path.GetFileName(path)}"))
            : null;
        Skip.If(disk is null, "no block device");
        return BlockDevice.TryFind($"/dev/{Path.GetFileName(disk)}") ?? throw new InvalidOperationException(disk);
    }
}
