using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Sharpbuild.Dockerfiles;

/// <summary>Reads the words of EXPOSE.</summary>
public static class ExposedPorts
{
    private const int HighestPort = 65535;

    /// <summary>Turns a word such as <c>80</c>, <c>8000-8002/udp</c> or <c>127.0.0.1:80:80</c> into <c>80/tcp</c> and so on.</summary>
    /// <param name="word">The word after expansion.</param>
    /// <param name="ports">The ports with protocol, in rising order.</param>
    /// <param name="error">What is wrong, when false is returned.</param>
    public static bool TryParse(string word, out ImmutableArray<string> ports, [NotNullWhen(false)] out string? error)
    {
        ports = [];
        PortWord parts = PortWord.Split(word);
        string protocol = parts.Protocol.ToLowerInvariant();
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            error = $"unknown protocol \"{parts.Protocol}\" in port \"{word}\"";
            return false;
        }

        if (!TryParseRange(parts.ContainerPort, out int first, out int last))
        {
            error = $"invalid port \"{word}\": a port is a number from 0 to {HighestPort}, or two with \"-\" between them";
            return false;
        }

        error = CheckHost(parts, word, last - first);
        if (error is null)
        {
            ports = [.. Enumerable.Range(first, last - first + 1).Select(port => $"{port}/{protocol}")];
        }

        return error is null;
    }

    private static string? CheckHost(PortWord parts, string word, int span)
    {
        if (parts.Address.Length > 0 && !IPAddress.TryParse(parts.Address, out _))
        {
            return $"invalid address \"{parts.Address}\" in port \"{word}\"";
        }

        if (parts.HostPort.Length == 0)
        {
            return null;
        }

        if (!TryParseRange(parts.HostPort, out int first, out int last))
        {
            return $"invalid host port \"{parts.HostPort}\" in port \"{word}\"";
        }

        return last - first != span && span > 0 ? $"the two ranges of \"{word}\" differ in length" : null;
    }

    private static bool TryParseRange(string text, out int first, out int last)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        string start = dash < 0 ? text : text[..dash];
        string end = dash < 0 ? text : text[(dash + 1)..];
        last = 0;
        return TryParsePort(start, out first) && TryParsePort(end, out last) && first <= last;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out port) && port is >= 0 and <= HighestPort;
}
