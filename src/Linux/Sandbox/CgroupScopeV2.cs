using System.Globalization;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A group of the unified tree, version 2.</summary>
internal sealed class CgroupScopeV2 : CgroupScope
{
    private static readonly string[] Controllers = ["memory", "pids", "cpu", "cpuset", "io"];

    private readonly CgroupDirectory? _group;
    private readonly SafeFileHandle? _self;
    private readonly SafeFileHandle? _processes;
    private readonly ResourceLimits _limits;

    public CgroupScopeV2(CgroupHierarchy tree, CgroupParents parents, ResourceLimits limits)
    {
        _limits = limits;
        _group = TryCreate(tree, parents, limits);
        try
        {
            _self = _group?.OpenSelf();
            _processes = Launcher.StartsInCgroups ? null : _group?.OpenProcesses();
            SetMemory();
            SetCpu();
            if (limits.PidsLimit > 0)
            {
                bool isSet = Write("pids.max", limits.PidsLimit);
                Require(isSet || limits.PidsLimit == ResourceLimits.Default.PidsLimit, "pids");
            }

            SetIo();
        }
        catch
        {
            Dispose(disposing: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SafeFileHandle> Tasks => _processes is null ? [] : [_processes];

    /// <inheritdoc/>
    public override SafeFileHandle? Directory => _self;

    /// <inheritdoc/>
    public override CgroupUsage ReadUsage() => _group is null
        ? new CgroupUsage()
        : new CgroupUsage(
            PeakMemoryInBytes: _group.ReadNumber("memory.peak"),
            CpuTime: _group.ReadNumber("cpu.stat", "usage_usec") is { } microseconds ? TimeSpan.FromMicroseconds(microseconds) : null,
            OutOfMemoryKills: _group.ReadNumber("memory.events", "oom_kill") ?? 0,
            PidsRefusals: _group.ReadNumber("pids.events", "max") ?? 0,
            BytesRead: _group.Sum("io.stat", "rbytes="),
            BytesWritten: _group.Sum("io.stat", "wbytes="));

    /// <inheritdoc/>
    public override void Kill() => _group?.TryWrite("cgroup.kill", 1);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _processes?.Dispose();
        _self?.Dispose();
        _group?.Dispose();
    }

    /// <summary>
    /// Below the caller's own group if it may have children with controllers, which the kernel allows only without processes of its own;
    /// else beside it, else at the root of the tree.
    /// </summary>
    private static CgroupDirectory? TryCreate(CgroupHierarchy tree, CgroupParents parents, ResourceLimits limits)
    {
        if (limits.CgroupParent is { } parent)
        {
            string path = parents.Find(tree, parent);
            EnableDownTo(tree.Root, path);
            return parents.TryCreate(path);
        }

        string beside = tree.Own == tree.Root ? tree.Root : Path.GetDirectoryName(tree.Own) ?? tree.Root;
        foreach (string path in (string[])[tree.Own, beside, tree.Root])
        {
            if (TryEnable(path) && parents.TryCreate(path) is { } group)
            {
                return group;
            }
        }

        return parents.TryCreate(tree.Own);
    }

    /// <summary>A group can pass on only what it has from its own parent.</summary>
    private static void EnableDownTo(string root, string path)
    {
        for (int end = path.IndexOf('/', root.Length); end >= 0; end = path.IndexOf('/', end + 1))
        {
            TryEnable(path[..end]);
        }

        TryEnable(path);
    }

    /// <summary>Gives the children of a group the controllers it has itself.</summary>
    /// <returns>Whether they have memory and pids then.</returns>
    private static bool TryEnable(string path)
    {
        string control = $"{path}/cgroup.subtree_control";
        try
        {
            string[] available = Words($"{path}/cgroup.controllers");
            string[] missing = [.. Controllers.Intersect(available).Except(Words(control))];
            if (missing.Length > 0)
            {
                File.WriteAllText(control, string.Join(' ', missing.Select(static name => "+" + name)));
            }

            return Words(control) is var enabled && enabled.Contains("memory") && enabled.Contains("pids");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Words(control) is var enabled && enabled.Contains("memory") && enabled.Contains("pids");
        }
    }

    private static string[] Words(string hostPath) => File.Exists(hostPath) ? File.ReadAllText(hostPath).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];

    private void SetMemory()
    {
        if (_limits.MemoryInBytes is not { } memory)
        {
            return;
        }

        Require(Write("memory.max", memory), "memory");
        Write("memory.oom.group", 1);
        string swap = _limits.MemorySwapInBytes switch
        {
            null => memory.ToString(CultureInfo.InvariantCulture),
            < 0 => "max",
            { } total => Math.Max(total - memory, 0).ToString(CultureInfo.InvariantCulture),
        };
        bool isSet = _group?.TryWrite("memory.swap.max", swap) == true;
        Require(isSet || _limits.MemorySwapInBytes is null, "swap");
    }

    private void SetCpu()
    {
        if (_limits.CpuQuotaInMicroseconds is { } quota)
        {
            Require(_group?.TryWrite("cpu.max", $"{quota} {_limits.CpuPeriodInMicroseconds}") == true, "cpu quota");
        }

        if (_limits.CpuShares is { } shares)
        {
            Require(Write("cpu.weight", 1 + ((shares - 2) * 9_999 / 262_142)), "cpu shares");
        }

        if (_limits.CpusetCpus is { } processors)
        {
            Require(_group?.TryWrite("cpuset.cpus", processors) == true, "cpuset cpus");
        }

        if (_limits.CpusetMems is { } nodes)
        {
            Require(_group?.TryWrite("cpuset.mems", nodes) == true, "cpuset mems");
        }
    }

    private bool Write(string name, long value) => _group?.TryWrite(name, value) == true;

    private void SetIo()
    {
        // 10 to 1000 become 1 to 10000 for the cost model; the scheduler bfq has a weight of its own, and which one rules is the machine's choice.
        if (_limits.IoWeight is { } weight)
        {
            bool hasCost = Write("io.weight", 1 + ((weight - 10) * 9_999L / 990));
            bool hasScheduler = Write("io.bfq.weight", weight);
            Require(hasCost || hasScheduler, "io weight");
        }

        foreach (DeviceLimit limit in _limits.Devices)
        {
            Require(_group?.TryWrite("io.max", $"{limit.Device.Major}:{limit.Device.Minor} {limit.UnifiedKey}={limit.PerSecond}") == true, "io");
        }
    }
}
