using System.Globalization;

using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Output;

/// <summary>Says in one line what a command used.</summary>
internal static class UsageText
{
    /// <summary>The line.</summary>
    public static string Of(SandboxUsage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $"cpu {usage.CpuTime.TotalSeconds:0.00}s, peak memory {Amount.Of(usage.PeakMemoryInBytes)}, read {Amount.Of(usage.BytesRead)}, written {Amount.Of(usage.BytesWritten)}");
}
