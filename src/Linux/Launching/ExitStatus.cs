namespace Sharpbuild.Linux.Launching;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code, or 128 + n.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
/// <param name="CpuTime">CPU time of it and of all its children.</param>
/// <param name="PeakMemoryInBytes">The memory of the largest of them.</param>
internal readonly record struct ExitStatus(int Code, int Signal, TimeSpan CpuTime, long PeakMemoryInBytes);
