using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>The patterns of an ignore file, or of <c>--exclude</c> flags; the last one that matches decides.</summary>
public sealed class IgnorePatterns
{
    private IgnorePatterns()
    {
    }

    /// <summary>No pattern: nothing is ignored.</summary>
    public static IgnorePatterns None => throw new NotImplementedException();

    /// <summary>Whether there is no pattern.</summary>
    public bool IsEmpty => throw new NotImplementedException();

    /// <summary>Whether a pattern begins with <c>!</c>.</summary>
    public bool HasNegation => throw new NotImplementedException();

    /// <summary>Reads the lines of an ignore file.</summary>
    /// <exception cref="FormatException">A pattern is malformed.</exception>
    public static IgnorePatterns Parse(IEnumerable<string> lines) => throw new NotImplementedException();

    /// <summary>Reads an ignore file and reports malformed patterns, which are left out.</summary>
    public static IgnorePatterns Parse(SourceText source, out ImmutableArray<Diagnostic> diagnostics) => throw new NotImplementedException();

    /// <summary>Whether the path, or a directory above it, is left out.</summary>
    /// <param name="path">Relative path with <c>/</c>, without a leading one.</param>
    public bool IsIgnored(string path) => throw new NotImplementedException();

    /// <summary>Whether the directory is left out and nothing below it can come back through <c>!</c>.</summary>
    /// <param name="path">Relative path with <c>/</c>, without a leading one.</param>
    public bool CanPruneDirectory(string path) => throw new NotImplementedException();
}
