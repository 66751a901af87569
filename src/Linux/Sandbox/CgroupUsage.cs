namespace Sharpbuild.Linux.Sandbox;

/// <summary>What the processes of a control group have used; null where nobody counted.</summary>
/// <param name="PeakMemoryInBytes">The most memory at once.</param>
/// <param name="CpuTime">CPU time.</param>
/// <param name="OutOfMemoryKills">Processes killed for want of memory.</param>
/// <param name="PidsRefusals">Forks refused by the limit.</param>
/// <param name="BytesRead">Bytes read from block devices.</param>
/// <param name="BytesWritten">Bytes written to block devices.</param>
internal sealed record CgroupUsage(
    long? PeakMemoryInBytes = null,
    TimeSpan? CpuTime = null,
    long OutOfMemoryKills = 0,
    long PidsRefusals = 0,
    long? BytesRead = null,
    long? BytesWritten = null);
