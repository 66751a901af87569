using System.Globalization;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Running;

/// <summary>Says why a command failed, as far as the sandbox knows.</summary>
public static class FailureReason
{
    private const double Mebibyte = 1 << 20;

    /// <summary>The exit code and what lies behind it: memory that ran out, a limit of processes that was hit.</summary>
    public static string Of(SandboxResult result, ResourceLimits limits)
    {
        string code = $"exit code {result.ExitCode}";
        string peak = Size(result.Usage.PeakMemoryInBytes);
        return result switch
        {
            { OutOfMemory: true, MemoryLimitInBytes: { } limit } => $"{code}: killed because it ran out of memory (limit {Size(limit)}, peak {peak})",
            { OutOfMemory: true } => $"{code}: killed because it ran out of memory (peak {peak})",
            { PidsLimitHit: true } => $"{code}: it hit the limit of {limits.PidsLimit} processes",
            _ => code,
        };
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:0.#} MiB");
}
