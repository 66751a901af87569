using System.Globalization;

namespace Sharpbuild.Cli.Arguments;

/// <summary>Sizes as they are printed: kB, MB, GB and TB are powers of 1,000; KiB, MiB, GiB and TiB powers of 1,024.</summary>
internal static class DecimalSize
{
    private const string Units = "kmgt";

    /// <summary>The size that a variable of the environment holds; null where it is not set or empty.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public static long? FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? Parse(text, variable) : null;

    /// <summary>The size in bytes.</summary>
    /// <exception cref="UsageException">It is no size.</exception>
    public static long Parse(string text, string option)
    {
        string number = text.Trim().ToLowerInvariant().TrimEnd('b');
        bool isBinary = number.EndsWith('i');
        number = isBinary ? number[..^1] : number;
        int power = number.Length > 0 ? Units.IndexOf(number[^1], StringComparison.Ordinal) + 1 : 0;
        number = power > 0 ? number[..^1] : number;
        return double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? (long)(value * Math.Pow(isBinary ? 1024 : 1000, power))
            : throw new UsageException($"{option}: \"{text}\" is not a size", "write for example 200MB or 1.5GiB");
    }
}
