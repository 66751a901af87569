namespace Sharpbuild.Linux.Launching;

/// <summary>What a process used, with all its children that were waited for.</summary>
/// <param name="CpuTime">CPU time.</param>
/// <param name="PeakMemoryInBytes">The memory of the largest of them.</param>
/// <param name="BytesRead">Bytes that had to come from block devices.</param>
/// <param name="BytesWritten">Bytes that go to block devices, counted when they are written to memory.</param>
internal readonly record struct ProcessUsage(TimeSpan CpuTime, long PeakMemoryInBytes, long BytesRead, long BytesWritten)
{
    private const long BlockSize = 512;

    /// <summary>The figures of getrusage(2).</summary>
    public static ProcessUsage Of(in Interop.Libc.ResourceUsage usage)
    {
        long microseconds = usage.UserMicroseconds + usage.SystemMicroseconds + ((usage.UserSeconds + usage.SystemSeconds) * 1_000_000);
        return new ProcessUsage(
            TimeSpan.FromMicroseconds(microseconds),
            usage.MaximumResidentKibibytes * 1024,
            usage.BlocksRead * BlockSize,
            usage.BlocksWritten * BlockSize);
    }
}
