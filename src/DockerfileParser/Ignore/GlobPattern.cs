using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>A path pattern: <c>*</c>, <c>?</c>, classes and <c>\</c> escapes, none of them matching <c>/</c>.</summary>
public sealed class GlobPattern
{
    private GlobPattern()
    {
    }

    /// <summary>Reads a pattern as Go's <c>filepath.Match</c> does.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="allowDoubleStar">Whether <c>**</c> matches any number of directories.</param>
    /// <param name="pattern">The pattern when the text is well formed.</param>
    public static bool TryParse(string text, bool allowDoubleStar, [NotNullWhen(true)] out GlobPattern? pattern) => throw new NotImplementedException();

    /// <summary>Whether a text has an unescaped <c>*</c>, <c>?</c> or <c>[</c>.</summary>
    public static bool HasWildcard(string text) => throw new NotImplementedException();

    /// <summary>Whether the whole path matches.</summary>
    public bool IsMatch(string path) => throw new NotImplementedException();

    /// <summary>Whether some path below <paramref name="directory"/> could match.</summary>
    public bool CanMatchBelow(string directory) => throw new NotImplementedException();
}
