using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Insight.Advising;

/// <summary>Tells which paths of the context a source of COPY takes.</summary>
internal static class CopiedPaths
{
    /// <summary>Whether a file lies at or below what the source names; a source with a variable is taken to name anything.</summary>
    public static bool Takes(string source, string file)
    {
        if (source.Contains('$', StringComparison.Ordinal))
        {
            return true;
        }

        string path = Clean(source);
        if (path.Length == 0 || file == path || file.StartsWith(path + "/", StringComparison.Ordinal))
        {
            return true;
        }

        if (!GlobPattern.HasWildcard(path) || !GlobPattern.TryParse(path, allowDoubleStar: true, out GlobPattern? pattern))
        {
            return false;
        }

        for (int end = file.Length; end > 0; end = file.LastIndexOf('/', end - 1))
        {
            if (pattern.IsMatch(file[..end]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The source as a path below the context, empty for the context itself.</summary>
    public static string Clean(string source) => CleanPath.Of("/" + source).TrimStart('/');
}
