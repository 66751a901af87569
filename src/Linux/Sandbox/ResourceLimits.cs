using System.Collections.Immutable;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Limits that a control group enforces; null or zero means no limit.</summary>
public sealed record ResourceLimits
{
    /// <summary>No limit but the default number of processes.</summary>
    public static ResourceLimits Default { get; } = new();

    /// <summary>Memory.</summary>
    public long? MemoryInBytes { get; init; }

    /// <summary>Memory and swap together, as in <c>--memory-swap</c>; -1 for unlimited swap.</summary>
    public long? MemorySwapInBytes { get; init; }

    /// <summary>CPU time in each period, in microseconds.</summary>
    public long? CpuQuotaInMicroseconds { get; init; }

    /// <summary>The period of the quota, in microseconds.</summary>
    public long CpuPeriodInMicroseconds { get; init; } = 100_000;

    /// <summary>Weight against others, 2 to 262144; 1024 is the kernel's default.</summary>
    public long? CpuShares { get; init; }

    /// <summary>Processors, for example <c>0-2,4</c>.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>Memory nodes, for example <c>0</c>.</summary>
    public string? CpusetMems { get; init; }

    /// <summary>Processes and threads; -1 for no limit.</summary>
    public long PidsLimit { get; init; } = 16_384;

    /// <summary>Weight of block input and output, 10 to 1000.</summary>
    public int? IoWeight { get; init; }

    /// <summary>Limits on block devices.</summary>
    public ImmutableArray<DeviceLimit> Devices { get; init; } = [];

    /// <summary>The group below which the step's group is made, relative to the root of the hierarchy; made if it is missing; null for the caller's own.</summary>
    public string? CgroupParent { get; init; }
}
