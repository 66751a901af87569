using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>The patterns of an ignore file, or of <c>--exclude</c> flags; the last one that matches decides.</summary>
/// <remarks>The rules of moby/patternmatcher.</remarks>
public sealed class IgnorePatterns
{
    private readonly ImmutableArray<IgnorePattern> _patterns;

    /// <summary>The files of a directory come one after the other; what matches above them is worked out once.</summary>
    private volatile DirectoryMatches? _lastDirectory;

    private IgnorePatterns(ImmutableArray<IgnorePattern> patterns)
    {
        _patterns = patterns;
        HasNegation = patterns.Any(pattern => pattern.IsNegated);
    }

    /// <summary>No pattern: nothing is ignored.</summary>
    public static IgnorePatterns None { get; } = new([]);

    /// <summary>Whether there is no pattern.</summary>
    public bool IsEmpty => _patterns.IsEmpty;

    /// <summary>Whether a pattern begins with <c>!</c>.</summary>
    public bool HasNegation { get; }

    /// <summary>Whether a pattern covers the whole context and none brings anything back.</summary>
    public bool HidesEverything => !HasNegation && _patterns.Any(pattern => pattern.CoversEverything);

    /// <summary>Reads the lines of an ignore file.</summary>
    /// <exception cref="FormatException">A pattern is malformed.</exception>
    public static IgnorePatterns Parse(IEnumerable<string> lines)
    {
        ImmutableArray<IgnorePattern>.Builder patterns = ImmutableArray.CreateBuilder<IgnorePattern>();
        bool isFirst = true;
        foreach (string line in lines)
        {
            string text = isFirst ? line.TrimStart('\uFEFF') : line;
            isFirst = false;
            if (HasPattern(text))
            {
                patterns.Add(IgnorePattern.TryParse(text.Trim()) ?? throw new FormatException($"bad pattern \"{text.Trim()}\""));
            }
        }

        return new IgnorePatterns(patterns.ToImmutable());
    }

    /// <summary>Reads an ignore file and reports malformed patterns, which are left out.</summary>
    public static IgnorePatterns Parse(SourceText source, out ImmutableArray<Diagnostic> diagnostics)
    {
        DiagnosticList problems = new();
        ImmutableArray<IgnorePattern>.Builder patterns = ImmutableArray.CreateBuilder<IgnorePattern>();
        for (int line = 1; line <= source.LineCount; line++)
        {
            string text = source.GetLine(line).ToString();
            int start = source.GetLineStart(line);
            if (line == 1 && text.StartsWith('\uFEFF'))
            {
                (text, start) = (text[1..], start + 1);
            }

            if (!HasPattern(text))
            {
                continue;
            }

            string pattern = text.Trim();
            if (IgnorePattern.TryParse(pattern) is { } parsed)
            {
                patterns.Add(parsed);
                continue;
            }

            SourceSpan span = new(start + text.Length - text.TrimStart().Length, pattern.Length);
            string help = pattern == "!" ? "write a pattern after \"!\"" : "close every \"[\" and put no \"\\\" at the end";
            problems.Error(DiagnosticCodes.InvalidIgnorePattern, $"bad pattern \"{pattern}\"", span, help);
        }

        diagnostics = problems.ToImmutable();
        return new IgnorePatterns(patterns.ToImmutable());
    }

    /// <summary>Whether the path, or a directory above it, is left out.</summary>
    /// <param name="path">Relative path with <c>/</c>, without a leading one.</param>
    public bool IsIgnored(string path)
    {
        ReadOnlySpan<char> trimmed = path.AsSpan().TrimEnd('/');
        bool[]? above = MatchesAbove(trimmed);
        bool isIgnored = false;
        for (int index = 0; index < _patterns.Length; index++)
        {
            IgnorePattern pattern = _patterns[index];
            if (pattern.IsNegated == isIgnored && ((above is not null && above[index]) || pattern.IsMatch(trimmed)))
            {
                isIgnored = !pattern.IsNegated;
            }
        }

        return isIgnored;
    }

    /// <summary>Whether the directory is left out and nothing below it can come back through <c>!</c>.</summary>
    /// <param name="path">Relative path with <c>/</c>, without a leading one.</param>
    public bool CanPruneDirectory(string path)
    {
        if (!IsIgnored(path))
        {
            return false;
        }

        string directory = path.TrimEnd('/');
        return !HasNegation || !_patterns.Any(pattern => pattern.IsNegated && pattern.CanMatchBelow(directory));
    }

    private static bool HasPattern(string line) => !line.StartsWith('#') && !string.IsNullOrWhiteSpace(line);

    /// <summary>Which patterns match the directory of a path or one above it; null at the top.</summary>
    private bool[]? MatchesAbove(ReadOnlySpan<char> path)
    {
        int slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            return null;
        }

        ReadOnlySpan<char> directory = path[..slash];
        DirectoryMatches? last = _lastDirectory;
        if (last is not null && directory.SequenceEqual(last.Directory))
        {
            return last.Matches;
        }

        bool[] matches = MatchesAbove(directory)?.ToArray() ?? new bool[_patterns.Length];
        for (int index = 0; index < matches.Length; index++)
        {
            matches[index] = matches[index] || _patterns[index].IsMatch(directory);
        }

        _lastDirectory = new DirectoryMatches(directory.ToString(), matches);
        return matches;
    }

    private sealed record DirectoryMatches(string Directory, bool[] Matches);
}
