using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>What all processes of a command used together.</summary>
/// <param name="CpuTime">CPU time.</param>
/// <param name="PeakMemoryInBytes">The most memory at once, page cache included; of the largest process where no control group tells.</param>
/// <param name="BytesRead">Bytes read from block devices; what was in memory already does not count.</param>
/// <param name="BytesWritten">Bytes written to file systems on block devices.</param>
public sealed record SandboxUsage(TimeSpan CpuTime, long PeakMemoryInBytes, long BytesRead, long BytesWritten)
{
    /// <summary>Nothing.</summary>
    public static SandboxUsage None { get; } = new(TimeSpan.Zero, 0, 0, 0);

    /// <summary>Joins what the control group and what the process table know.</summary>
    /// <remarks>
    /// A control group counts bytes when they reach a device: those that the kernel writes back later are missing, in version 1 for good. The
    /// process table counts them when they are written, but only for children that were waited for. The larger figure is nearer to the truth.
    /// </remarks>
    internal static SandboxUsage Of(CgroupUsage group, ProcessUsage processes) => new(
        group.CpuTime ?? processes.CpuTime,
        group.PeakMemoryInBytes ?? processes.PeakMemoryInBytes,
        Math.Max(group.BytesRead ?? 0, processes.BytesRead),
        Math.Max(group.BytesWritten ?? 0, processes.BytesWritten));
}
