using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Builder.Copying;

/// <summary>Finds the paths that a source with wildcards matches.</summary>
/// <remarks>
/// Go's <c>filepath.Match</c>, component by component. Links are followed in the plain components at the start, not in those from the
/// first wildcard on.
/// </remarks>
internal static class PatternExpander
{
    /// <summary>The matching paths in byte order; none is no error.</summary>
    /// <exception cref="InputException">The pattern is malformed.</exception>
    public static IReadOnlyList<string> Expand(ISourceTree tree, string pattern)
    {
        string[] components = ImagePath.Clean(pattern).Split('/');
        int plain = 0;
        while (plain < components.Length && !GlobPattern.HasWildcard(components[plain]))
        {
            plain++;
        }

        string start = string.Join('/', components[..plain]);
        if (plain == components.Length)
        {
            // The wildcard stood before a "..".
            return SourceLookup.Find(tree, start, follow: true) is null ? [] : [start];
        }

        GlobPattern[] matchers = [.. components[plain..].Select(component => Parse(component, pattern))];
        List<string> matches = [];
        if (SourceLookup.Find(tree, start, follow: true) is { Status.IsDirectory: true } directory)
        {
            Match(tree, directory, matchers, matches);
        }

        return matches;
    }

    /// <summary>Reads one component of a pattern.</summary>
    public static GlobPattern Parse(string component, string pattern) => GlobPattern.TryParse(component, allowDoubleStar: false, out GlobPattern? parsed)
        ? parsed
        : throw new InputException($"\"{pattern}\" is a malformed pattern", "a [ that is part of a name is written [[]");

    private static void Match(ISourceTree tree, SourceFile directory, ReadOnlySpan<GlobPattern> matchers, List<string> matches)
    {
        foreach (SourceFile file in tree.List(directory))
        {
            if (!matchers[0].IsMatch(file.Name))
            {
                continue;
            }

            if (matchers.Length == 1)
            {
                matches.Add(file.Path);
            }
            else if (file.Status.IsDirectory)
            {
                Match(tree, file, matchers[1..], matches);
            }
        }
    }
}
