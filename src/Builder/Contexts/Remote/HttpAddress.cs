namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Text operations on http and https addresses.</summary>
public static class HttpAddress
{
    /// <summary>The name of a file whose address has none.</summary>
    public const string NoName = "__unnamed__";

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
}
