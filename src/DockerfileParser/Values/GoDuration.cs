using System.Buffers;
using System.Globalization;

namespace Sharpbuild.Dockerfiles;

/// <summary>Durations in Go's notation: <c>1h30m</c>, <c>1.5s</c>, <c>300ms</c>.</summary>
/// <remarks>Go's <c>time.ParseDuration</c>; what is below 100 ns is cut off.</remarks>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private const decimal NanosecondsPerTick = 100;

    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.StartsWith('-');
        rest = isNegative || rest.StartsWith('+') ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        decimal nanoseconds = 0;
        bool isValid = rest.Length > 0;
        while (isValid && rest.Length > 0)
        {
            isValid = TryReadPart(ref rest, ref nanoseconds);
        }

        if (isValid)
        {
            duration = TimeSpan.FromTicks((long)(nanoseconds / NanosecondsPerTick) * (isNegative ? -1 : 1));
        }

        return isValid;
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> rest, ref decimal nanoseconds)
    {
        int numberLength = rest.IndexOfAnyExcept(NumberCharacters);
        if (numberLength <= 0
            || !rest[..numberLength].ContainsAnyInRange('0', '9')
            || !decimal.TryParse(rest[..numberLength], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        rest = rest[numberLength..];
        int unitLength = rest.IndexOfAny(NumberCharacters);
        decimal unit = UnitInNanoseconds(unitLength < 0 ? rest : rest[..unitLength]);
        rest = unitLength < 0 ? [] : rest[unitLength..];
        if (unit == 0 || number > long.MaxValue / unit)
        {
            return false;
        }

        nanoseconds += number * unit;
        return nanoseconds <= long.MaxValue;
    }

    private static decimal UnitInNanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "\u00B5s" or "\u03BCs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => 0,
    };
}
