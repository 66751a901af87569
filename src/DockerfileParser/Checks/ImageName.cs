namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Tells whether a text can be the name of an image.</summary>
/// <remarks>The grammar of distribution references, with Docker's short forms.</remarks>
internal static class ImageName
{
    private const int LongestTag = 128;
    private const int DigestLength = 64;

    public static bool IsValid(string name)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0 && !IsDigest(name[(at + 1)..]))
        {
            return false;
        }

        string rest = at < 0 ? name : name[..at];
        int colon = rest.LastIndexOf(':');
        bool hasTag = colon > rest.LastIndexOf('/');
        if (hasTag && !IsTag(rest[(colon + 1)..]))
        {
            return false;
        }

        string path = hasTag ? rest[..colon] : rest;
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        bool hasDomain = slash > 0 && LooksLikeDomain(path[..slash]);
        string repository = hasDomain ? path[(slash + 1)..] : path;
        bool looksLikeId = repository.Length == DigestLength && repository.All(char.IsAsciiHexDigitLower) && !hasDomain;
        return !looksLikeId && (!hasDomain || IsDomain(path[..slash])) && repository.Split('/').All(IsComponent);
    }

    private static bool LooksLikeDomain(string first) =>
        first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsUpper);

    private static bool IsDomain(string domain) => domain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']');

    private static bool IsDigest(string digest)
    {
        int colon = digest.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && digest.Length - colon > 32 && digest[(colon + 1)..].All(char.IsAsciiHexDigit);
    }

    private static bool IsTag(string tag) =>
        tag.Length is > 0 and <= LongestTag
        && tag[0] is not ('.' or '-')
        && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>Lower-case letters and digits, parted by one dot, one or two underscores, or dashes.</summary>
    private static bool IsComponent(string component) =>
        component.Length > 0
        && component.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
        && char.IsAsciiLetterOrDigit(component[0])
        && char.IsAsciiLetterOrDigit(component[^1])
        && !component.Contains("..", StringComparison.Ordinal)
        && !component.Contains("___", StringComparison.Ordinal)
        && !component.Contains("._", StringComparison.Ordinal)
        && !component.Contains("_.", StringComparison.Ordinal)
        && !component.Contains("-.", StringComparison.Ordinal)
        && !component.Contains(".-", StringComparison.Ordinal)
        && !component.Contains("-_", StringComparison.Ordinal)
        && !component.Contains("_-", StringComparison.Ordinal);
}
