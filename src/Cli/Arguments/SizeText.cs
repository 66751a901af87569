using System.Globalization;

namespace Sharpbuild.Cli.Arguments;

/// <summary>Sizes as Docker writes them: a number with b, k, m, g or t, each 1,024 of the one before.</summary>
internal static class SizeText
{
    private const string Units = "bkmgt";

    /// <summary>The size in bytes.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public static long Parse(string text, string option)
    {
        string lower = text.Trim().ToLowerInvariant();
        if (lower == "-1")
        {
            return -1;
        }

        string number = lower.TrimEnd('b');
        number = number.EndsWith('i') ? number[..^1] : number;
        int power = 0;
        if (number.Length > 0 && Units.IndexOf(number[^1], StringComparison.Ordinal) is > 0 and int unit)
        {
            power = unit;
            number = number[..^1];
        }

        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= 0
            ? (long)(value * Math.Pow(1024, power))
            : throw new UsageException($"{option}: \"{text}\" is not a size", "write a number with b, k, m, g or t, for example 64m");
    }
}
