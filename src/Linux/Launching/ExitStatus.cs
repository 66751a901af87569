namespace Sharpbuild.Linux.Launching;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code, or 128 + n.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
/// <param name="Usage">What it used.</param>
internal readonly record struct ExitStatus(int Code, int Signal, ProcessUsage Usage);
