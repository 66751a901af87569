namespace Sharpbuild.Insight.Explaining;

/// <summary>Knows by their names files that programs make and that seldom belong into a context.</summary>
internal static class GeneratedFiles
{
    private static readonly string[] Directories =
        [".git", ".hg", ".svn", ".idea", ".vs", ".vscode", "node_modules", "bower_components", "__pycache__", ".pytest_cache", ".mypy_cache", ".tox", ".venv", "venv", ".gradle", ".next", ".nuxt", ".cache", "coverage", "target", "dist", "build", "bin", "obj", "out", "TestResults", "tmp"];

    private static readonly string[] Endings =
        [".log", ".pyc", ".o", ".a", ".so", ".class", ".tmp", ".swp", ".bak", ".orig", ".pid", ".DS_Store", ".tsbuildinfo", ".coverage", "~"];

    /// <summary>What to do about a path that looks generated; null for others.</summary>
    public static string? HintFor(string path)
    {
        string[] words = path.Split('/');
        for (int index = 0; index < words.Length - 1; index++)
        {
            if (Directories.Contains(words[index]))
            {
                return $"it looks generated: put {string.Join('/', words[..(index + 1)])} into .dockerignore";
            }
        }

        foreach (string ending in Endings)
        {
            if (words[^1].EndsWith(ending, StringComparison.Ordinal))
            {
                return $"it looks generated: put {(ending[0] == '.' && words[^1] != ending ? $"**/*{ending}" : path)} into .dockerignore";
            }
        }

        return null;
    }
}
