using System.Globalization;

namespace Sharpbuild.Insight;

/// <summary>Sizes and durations as people read them.</summary>
public static class Amount
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>A size in units of 1,000, as Docker prints them.</summary>
    public static string Of(long sizeInBytes)
    {
        double value = sizeInBytes;
        int unit = 0;
        while (Math.Abs(value) >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##}{Units[unit]}");
    }

    /// <summary>A duration in seconds; short ones with milliseconds.</summary>
    public static string Of(TimeSpan time) => time < TimeSpan.FromSeconds(0.1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s");
}
