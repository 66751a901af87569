using System.Buffers;
using System.Globalization;

namespace Sharpbuild.Dockerfiles;

/// <summary>Sizes such as <c>64m</c> or <c>1.5GiB</c>; all units are powers of 1024.</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a size.</summary>
    /// <param name="text">A number and an optional unit.</param>
    /// <param name="sizeInBytes">The size, null when it cannot be read.</param>
    public static bool TryParse(string text, out long? sizeInBytes)
    {
        sizeInBytes = null;
        int length = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        ReadOnlySpan<char> number = length < 0 ? text : text.AsSpan(0, length);
        string unit = length < 0 ? "" : text[length..].Trim().ToLowerInvariant();
        int power = Power(unit);
        if (power < 0 || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
        {
            return false;
        }

        double bytes = value * Math.Pow(1024, power);
        sizeInBytes = bytes < long.MaxValue ? (long)bytes : null;
        return sizeInBytes is not null;
    }

    private static int Power(string unit)
    {
        string letter = unit switch
        {
            "" or "b" => "",
            _ when unit.EndsWith("ib", StringComparison.Ordinal) => unit[..^2],
            _ when unit.EndsWith('b') => unit[..^1],
            _ => unit,
        };
        return letter switch { "" => unit is "" or "b" ? 0 : -1, "k" => 1, "m" => 2, "g" => 3, "t" => 4, "p" => 5, _ => -1 };
    }
}
