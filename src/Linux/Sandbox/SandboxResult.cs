using System.Collections.Immutable;

using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>How a command ended and what it used.</summary>
public sealed record SandboxResult
{
    /// <summary>Its exit code, or 128 + n when signal n ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The signal that ended it, or 0.</summary>
    public int Signal { get; init; }

    /// <summary>Whether the kernel killed one of its processes because memory ran out.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>The memory limit that was in force, if any.</summary>
    public long? MemoryLimitInBytes { get; init; }

    /// <summary>What its processes used.</summary>
    public SandboxUsage Usage { get; init; } = SandboxUsage.None;

    /// <summary>Wall time from the call to the end of the command.</summary>
    public TimeSpan WallTime { get; init; }

    /// <summary>Whether the limit of processes was hit.</summary>
    public bool PidsLimitHit { get; init; }

    /// <summary>The device nodes for which files stand in the upper directory; see <see cref="SandboxSpec.Owners"/>.</summary>
    public ImmutableArray<MadeDevice> Devices { get; init; } = [];

    /// <summary>The inodes of files that waited elsewhere while mounts lay in their places: only the time of a change of the inode differs.</summary>
    public ImmutableHashSet<ulong> PutBack { get; init; } = [];

    /// <summary>What the sandbox had to do without, one sentence each; a sandbox reports each once.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Reads what the control group and the process table know of a command that has ended.</summary>
    internal static SandboxResult Of(SandboxSpec spec, ExitStatus status, CgroupScope cgroup, TimeSpan wallTime)
    {
        CgroupUsage usage = cgroup.ReadUsage();
        return new SandboxResult
        {
            ExitCode = status.Code,
            Signal = status.Signal,
            OutOfMemory = usage.OutOfMemoryKills > 0,
            MemoryLimitInBytes = cgroup.Missing.Contains("memory") ? null : spec.Limits.MemoryInBytes,
            PidsLimitHit = usage.PidsRefusals > 0,
            Usage = SandboxUsage.Of(usage, status.Usage),
            WallTime = wallTime,
            Warnings = cgroup.Warning is { } warning ? [warning] : [],
        };
    }
}
