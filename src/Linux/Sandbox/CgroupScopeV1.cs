using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Groups of version 1, one in the tree of each controller that is needed.</summary>
internal sealed class CgroupScopeV1 : CgroupScope
{
    private const string ServicedBytes = "blkio.throttle.io_service_bytes";

    private readonly Dictionary<string, CgroupDirectory> _groups = [];
    private readonly List<SafeFileHandle> _tasks = [];
    private readonly IReadOnlyList<CgroupHierarchy> _hierarchies;
    private readonly CgroupParents _parents;
    private readonly ResourceLimits _limits;

    public CgroupScopeV1(IReadOnlyList<CgroupHierarchy> hierarchies, CgroupParents parents, ResourceLimits limits)
    {
        _parents = parents;
        _hierarchies = hierarchies;
        _limits = limits;
        try
        {
            SetMemory();
            SetPids();
            SetCpu();
            SetCpuset();
            SetIo();
            Group("cpuacct");
        }
        catch
        {
            Dispose(disposing: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SafeFileHandle> Tasks => _tasks;

    /// <inheritdoc/>
    public override CgroupUsage ReadUsage()
    {
        const long NanosecondsPerMicrosecond = 1000;
        CgroupDirectory? memory = _groups.GetValueOrDefault("memory");
        CgroupDirectory? devices = _groups.GetValueOrDefault("blkio");
        long? nanoseconds = _groups.GetValueOrDefault("cpuacct")?.ReadNumber("cpuacct.usage");
        return new CgroupUsage(
            PeakMemoryInBytes: memory?.ReadNumber("memory.max_usage_in_bytes"),
            CpuTime: nanoseconds is { } used ? TimeSpan.FromMicroseconds(used / NanosecondsPerMicrosecond) : null,
            OutOfMemoryKills: memory?.ReadNumber("memory.oom_control", "oom_kill") ?? 0,
            PidsRefusals: _groups.GetValueOrDefault("pids")?.ReadNumber("pids.events", "max") ?? 0,
            BytesRead: devices?.Sum(ServicedBytes, " Read "),
            BytesWritten: devices?.Sum(ServicedBytes, " Write "));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (SafeFileHandle file in _tasks)
        {
            file.Dispose();
        }

        foreach (CgroupDirectory group in _groups.Values.Distinct())
        {
            group.Dispose();
        }
    }

    private void SetMemory()
    {
        CgroupDirectory? group = Group("memory");
        if (_limits.MemoryInBytes is not { } memory)
        {
            return;
        }

        Require(group?.TryWrite("memory.limit_in_bytes", memory) == true, "memory");
        long swap = _limits.MemorySwapInBytes ?? (memory * 2);
        bool isSet = group?.TryWrite("memory.memsw.limit_in_bytes", swap) == true;
        Require(isSet || _limits.MemorySwapInBytes is null, "swap");
    }

    private void SetPids()
    {
        if (_limits.PidsLimit > 0)
        {
            bool isSet = Group("pids")?.TryWrite("pids.max", _limits.PidsLimit) == true;
            Require(isSet || _limits.PidsLimit == ResourceLimits.Default.PidsLimit, "pids");
        }
    }

    private void SetCpu()
    {
        if (_limits.CpuQuotaInMicroseconds is { } quota)
        {
            Require(Group("cpu")?.TryWrite("cpu.cfs_period_us", _limits.CpuPeriodInMicroseconds) == true && Group("cpu")?.TryWrite("cpu.cfs_quota_us", quota) == true, "cpu quota");
        }

        if (_limits.CpuShares is { } shares)
        {
            Require(Group("cpu")?.TryWrite("cpu.shares", shares) == true, "cpu shares");
        }
    }

    private void SetIo()
    {
        CgroupDirectory? group = Group("blkio");
        if (_limits.IoWeight is { } weight)
        {
            Require(group?.TryWrite("blkio.bfq.weight", weight) == true || group?.TryWrite("blkio.weight", weight) == true, "io weight");
        }

        foreach (DeviceLimit limit in _limits.Devices)
        {
            Require(group?.TryWrite(limit.LegacyFile, $"{limit.Device.Major}:{limit.Device.Minor} {limit.PerSecond}") == true, "io");
        }
    }

    /// <summary>A new group of this controller has neither processors nor memory nodes until they are set.</summary>
    private void SetCpuset()
    {
        if (_limits.CpusetCpus is null && _limits.CpusetMems is null)
        {
            return;
        }

        CgroupDirectory? group = Group("cpuset");
        string parent = group is null ? "" : Path.GetDirectoryName(group.HostPath) ?? "";
        Require(group?.TryWrite("cpuset.cpus", _limits.CpusetCpus ?? Inherited(parent, "cpus")) == true, "cpuset cpus");
        Require(group?.TryWrite("cpuset.mems", _limits.CpusetMems ?? Inherited(parent, "mems")) == true, "cpuset mems");
    }

    private static string Inherited(string parent, string name) => File.ReadAllText($"{parent}/cpuset.{name}").Trim();

    /// <summary>The group of a controller; controllers that are mounted together share one.</summary>
    private CgroupDirectory? Group(string controller)
    {
        if (_groups.TryGetValue(controller, out CgroupDirectory? known))
        {
            return known;
        }

        CgroupHierarchy? tree = _hierarchies.FirstOrDefault(tree => tree.Controllers.Contains(controller));
        CgroupDirectory? group = tree is null ? null : _parents.TryCreate(_limits.CgroupParent is { } parent ? _parents.Find(tree, parent) : tree.Own);
        SafeFileHandle? tasks = group?.TryOpen("tasks");
        if (tree is null || group is null || tasks is null)
        {
            group?.Dispose();
            return null;
        }

        // A task that moves itself alone ("tasks") needs no machine-wide lock, a process ("cgroup.procs") does: some milliseconds.
        _tasks.Add(tasks);
        foreach (string name in tree.Controllers)
        {
            _groups[name] = group;
        }

        return group;
    }
}
