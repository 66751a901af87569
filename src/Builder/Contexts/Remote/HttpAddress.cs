using System.Text;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Text operations on http and https addresses.</summary>
public static class HttpAddress
{
    /// <summary>The name of a file whose address has none.</summary>
    public const string NoName = "__unnamed__";

    private const string SchemeEnd = "://";
    private const string Hidden = "xxxxx";

    /// <summary>Whether a source is an http or https address.</summary>
    public static bool IsHttp(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name that an address gives a file: the last component of its path.</summary>
    public static string FileNameOf(Uri address)
    {
        string path = address.AbsolutePath;
        string name = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0') ? NoName : name;
    }

    /// <summary>An address for messages and logs, without user, password and query.</summary>
    public static string Describe(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>A text in which the passwords of addresses, and users of http and https, are replaced; for messages, history and records.</summary>
    public static string WithoutPassword(string text)
    {
        int scheme = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (scheme < 0 || !text.Contains('@'))
        {
            return text;
        }

        StringBuilder shown = new();
        int done = 0;
        for (; scheme >= 0; scheme = text.IndexOf(SchemeEnd, done, StringComparison.Ordinal))
        {
            int start = scheme + SchemeEnd.Length;
            int length = text.AsSpan(start).IndexOfAny("/?# \t\r\n\"'");
            int end = length < 0 ? text.Length : start + length;
            int at = text.AsSpan(start, end - start).LastIndexOf('@');
            bool isSecret = at >= 0 && (text.AsSpan(start, at).Contains(':') || IsHttpScheme(text.AsSpan(0, scheme)));
            shown.Append(text, done, start - done).Append(isSecret ? Hidden : "");
            done = start + (isSecret ? at : 0);
            shown.Append(text, done, end - done);
            done = end;
        }

        return shown.Append(text, done, text.Length - done).ToString();
    }

    private static bool IsHttpScheme(ReadOnlySpan<char> text) =>
        text.EndsWith("http", StringComparison.OrdinalIgnoreCase) || text.EndsWith("https", StringComparison.OrdinalIgnoreCase);
}
