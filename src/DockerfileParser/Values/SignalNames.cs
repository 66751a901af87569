using System.Globalization;

namespace Sharpbuild.Dockerfiles;

/// <summary>The signals of Linux by name.</summary>
/// <remarks>signal(7), the numbers of x86 and ARM.</remarks>
public static class SignalNames
{
    private const int FirstRealTime = 34;
    private const int LastRealTime = 64;

    private static readonly string[] ByNumber =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The names with <c>SIG</c>, real-time signals left out.</summary>
    public static IEnumerable<string> All => ByNumber.Skip(1).Select(name => "SIG" + name);

    /// <summary>Reads a signal name, with or without <c>SIG</c>, in any case, or a number.</summary>
    public static bool TryParse(string text, out int number)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return number > 0;
        }

        string name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        number = name switch
        {
            "" => -1,
            "CLD" => 17,
            "IOT" => 6,
            "POLL" => 29,
            _ => Array.IndexOf(ByNumber, name),
        };
        return number > 0 || TryParseRealTime(name, out number);
    }

    /// <summary><c>RTMIN</c>, <c>RTMIN+n</c>, <c>RTMAX</c> or <c>RTMAX-n</c>.</summary>
    private static bool TryParseRealTime(string name, out int number)
    {
        number = 0;
        bool isFromStart = name.StartsWith("RTMIN", StringComparison.Ordinal);
        if (!isFromStart && !name.StartsWith("RTMAX", StringComparison.Ordinal))
        {
            return false;
        }

        string rest = name[5..];
        int distance = 0;
        if (rest.Length > 0
            && (rest[0] != (isFromStart ? '+' : '-')
                || !int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out distance)))
        {
            return false;
        }

        number = isFromStart ? FirstRealTime + distance : LastRealTime - distance;
        return distance <= 15 && number is >= FirstRealTime and <= LastRealTime;
    }
}
