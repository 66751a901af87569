namespace Sharpbuild.Insight.Advising;

/// <summary>Narrows COPY by the ignore file: leaves out files that changed and that programs do not read.</summary>
internal sealed class FilesIgnored : IAdvisor
{
    private static readonly (string Pattern, Func<string, bool> Fits)[] Kinds =
    [
        (".git", path => IsBelow(path, ".git")),
        (".github", path => IsBelow(path, ".github")),
        (".gitlab-ci.yml", path => path == ".gitlab-ci.yml"),
        (".gitignore", path => path == ".gitignore"),
        (".idea", path => IsBelow(path, ".idea")),
        (".vscode", path => IsBelow(path, ".vscode")),
        ("docs", path => IsBelow(path, "docs")),
        ("doc", path => IsBelow(path, "doc")),
        ("**/*.md", path => path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)),
        ("**/*.log", path => path.EndsWith(".log", StringComparison.Ordinal)),
        ("Dockerfile*", path => path.StartsWith("Dockerfile", StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal)),
        (".dockerignore", path => path == ".dockerignore"),
        ("compose*.y*ml", path => path.StartsWith("compose", StringComparison.Ordinal) && path.EndsWith("ml", StringComparison.Ordinal)),
    ];

    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        HashSet<string> files = [.. basis.Series.SelectMany(build => build.Files)];
        List<string> patterns = [];
        foreach ((string pattern, Func<string, bool> fits) in Kinds)
        {
            string[] fitting = [.. files.Where(fits)];
            if (fitting.Length > 0 && !fitting.Any(path => IsNamed(draft, path)))
            {
                patterns.Add(pattern);
                files.ExceptWith(fitting);
            }
        }

        if (patterns.Count > 0)
        {
            string ignore = draft.Ignore.Length == 0 || draft.Ignore.EndsWith('\n') ? draft.Ignore : draft.Ignore + "\n";
            yield return new Rewrite(
                "files-ignored",
                1,
                $"leave {string.Join(", ", patterns)} out of the context with .dockerignore: they changed, and programs do not read them",
                draft with { Ignore = ignore + string.Join('\n', patterns) + "\n" });
        }
    }

    private static bool IsBelow(string path, string directory) => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static bool IsNamed(Draft draft, string path) => draft.Text.Contains(path, StringComparison.Ordinal);
}
