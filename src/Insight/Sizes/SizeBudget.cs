using System.Collections.Immutable;

namespace Sharpbuild.Insight.Sizes;

/// <summary>What an image may have at most; null for no limit.</summary>
/// <param name="SizeInBytes">The bytes of all files of all layers.</param>
/// <param name="WastedBytes">The bytes that are never seen.</param>
/// <param name="WastedPercent">The same in percent of all bytes.</param>
public sealed record SizeBudget(long? SizeInBytes = null, long? WastedBytes = null, double? WastedPercent = null)
{
    /// <summary>What an image exceeds, one sentence each; empty where it keeps the budget.</summary>
    public ImmutableArray<string> Violations(SizeReport report)
    {
        ImmutableArray<string>.Builder violations = ImmutableArray.CreateBuilder<string>();
        if (SizeInBytes is { } size && report.TotalBytes > size)
        {
            violations.Add($"the size {Amount.Of(report.TotalBytes)} is over the budget of {Amount.Of(size)}");
        }

        if (WastedBytes is { } wasted && report.WastedBytes > wasted)
        {
            violations.Add($"{Amount.Of(report.WastedBytes)} are wasted, over the budget of {Amount.Of(wasted)}");
        }

        double percent = (1 - report.Efficiency) * 100;
        if (WastedPercent is { } most && percent > most)
        {
            violations.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{percent:0.0}% are wasted, over the budget of {most:0.##}%"));
        }

        return violations.ToImmutable();
    }
}
