using System.Globalization;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Json;

/// <summary>Points in time as RFC 3339 text, as Go's <c>time.Time</c> reads and writes them in JSON.</summary>
public static class Rfc3339
{
    private const string WholeSeconds = "yyyy-MM-ddTHH:mm:ss";

    /// <summary>Writes a time in UTC, the fraction without trailing zeros.</summary>
    public static string Format(UnixTime time)
    {
        string text = DateTimeOffset.FromUnixTimeSeconds(time.Seconds).UtcDateTime.ToString(WholeSeconds, CultureInfo.InvariantCulture);
        return time.Nanoseconds == 0
            ? text + "Z"
            : $"{text}.{time.Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    /// <summary>Reads a time with any offset.</summary>
    public static bool TryParse(string? text, out UnixTime time)
    {
        time = default;
        if (text is null || text.Length < WholeSeconds.Length + 1
            || !DateTime.TryParseExact(
                text.AsSpan(0, WholeSeconds.Length),
                WholeSeconds,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime whole))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(WholeSeconds.Length);
        if (!TryTakeFraction(ref rest, out int nanoseconds) || !TryReadOffset(rest, out int offsetInSeconds))
        {
            return false;
        }

        long seconds = new DateTimeOffset(whole).ToUnixTimeSeconds() - offsetInSeconds;
        time = new UnixTime(seconds, nanoseconds);
        return seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<char> rest, out int nanoseconds)
    {
        nanoseconds = 0;
        if (rest[0] != '.')
        {
            return true;
        }

        int end = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (end <= 0)
        {
            return false;
        }

        for (int digit = 0; digit < 9; digit++)
        {
            nanoseconds = (nanoseconds * 10) + (digit < end ? rest[1 + digit] - '0' : 0);
        }

        rest = rest[(1 + end)..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> rest, out int seconds)
    {
        seconds = 0;
        if (rest is "Z" or "z")
        {
            return true;
        }

        if (rest.Length != 6 || rest[0] is not ('+' or '-') || rest[3] != ':'
            || !int.TryParse(rest[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(rest[4..], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        seconds = ((hours * 3600) + (minutes * 60)) * (rest[0] == '-' ? -1 : 1);
        return true;
    }
}
