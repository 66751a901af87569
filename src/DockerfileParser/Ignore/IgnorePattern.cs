using System.Buffers;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>One line of an ignore file.</summary>
internal sealed class IgnorePattern
{
    private static readonly SearchValues<char> SpecialCharacters = SearchValues.Create("*?[]\\");

    private readonly string? _literal;
    private readonly string? _suffix;
    private readonly GlobPattern? _glob;

    private IgnorePattern(bool isNegated, string text, string? literal, string? suffix, GlobPattern? glob)
    {
        CoversEverything = text is "*" or "**" or "**/*";
        IsNegated = isNegated;
        _literal = literal;
        _suffix = suffix;
        _glob = glob;
    }

    /// <summary>Whether the line begins with <c>!</c>.</summary>
    public bool IsNegated { get; }

    /// <summary>Whether it is <c>*</c>, <c>**</c> or <c>**/*</c>.</summary>
    public bool CoversEverything { get; }

    /// <summary>Reads a line without its ending; null when it is malformed.</summary>
    public static IgnorePattern? TryParse(string line)
    {
        bool isNegated = line.StartsWith('!');
        string text = (isNegated ? line[1..] : line).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        text = CleanPath.Of(text);
        text = text.Length > 1 ? text.TrimStart('/') : text;
        if (!text.AsSpan().ContainsAny(SpecialCharacters))
        {
            return new IgnorePattern(isNegated, text, text, null, null);
        }

        bool isSuffix = text.StartsWith("**", StringComparison.Ordinal) && !text.AsSpan(2).ContainsAny(SpecialCharacters);
        if (isSuffix)
        {
            return new IgnorePattern(isNegated, text, null, text[2..], null);
        }

        return GlobPattern.TryParse(text, allowDoubleStar: true, out GlobPattern? glob)
            ? new IgnorePattern(isNegated, text, null, null, glob)
            : null;
    }

    /// <summary>Whether the path itself matches; directories above it are not looked at.</summary>
    public bool IsMatch(ReadOnlySpan<char> path)
    {
        if (_literal is not null)
        {
            return path.SequenceEqual(_literal);
        }

        return _suffix is not null
            ? path.EndsWith(_suffix, StringComparison.Ordinal) || (_suffix[0] == '/' && path.SequenceEqual(_suffix.AsSpan(1)))
            : _glob is not null && _glob.IsMatch(path);
    }

    /// <summary>Whether something below the directory could match.</summary>
    public bool CanMatchBelow(string directory)
    {
        if (_literal is not null)
        {
            return _literal.Length > directory.Length
                && _literal[directory.Length] == '/'
                && _literal.StartsWith(directory, StringComparison.Ordinal);
        }

        return _suffix is not null || (_glob is not null && _glob.CanMatchBelow(directory));
    }
}
