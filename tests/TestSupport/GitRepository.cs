namespace Sharpbuild.TestSupport;

/// <summary>A repository with a work tree of its own and a bare copy that servers give out as <c>NAME.git</c>.</summary>
public sealed class GitRepository
{
    private readonly TemporaryDirectory _directory;
    private readonly string _name;

    /// <summary>Makes an empty repository.</summary>
    public GitRepository(TemporaryDirectory directory, string name = "repo")
    {
        Requires.Program("git");
        _directory = directory;
        _name = name;
        directory.MakeDirectory($"{name}-work");
        Run("init", "--quiet", "-b", "main", ".");
    }

    /// <summary>Where bare copies lie.</summary>
    public string Served => _directory.MakeDirectory("served");

    /// <summary>Writes files and commits them.</summary>
    /// <returns>The commit.</returns>
    public string Commit(params (string Path, string Text)[] files)
    {
        foreach ((string path, string text) in files)
        {
            _directory.Write($"{_name}-work/{path}", text);
        }

        Run("add", "-A");
        Run("commit", "--quiet", "-m", "change");
        return Run("rev-parse", "HEAD");
    }

    /// <summary>Gives the present state out.</summary>
    public void Publish()
    {
        string copy = $"{Served}/{_name}.git";
        ProcessRunner.Run("rm", ["-rf", copy]).Succeeded();
        Run("clone", "--quiet", "--bare", "--no-local", ".", copy);
    }

    /// <summary>Runs git in the work tree, without the configuration of the machine.</summary>
    public string Run(params string[] arguments) => ProcessRunner.Run("git", arguments, new ProcessSettings
    {
        WorkingDirectory = _directory.At($"{_name}-work"),
        Environment = new Dictionary<string, string?>
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_ALLOW_PROTOCOL"] = "file",
            ["GIT_AUTHOR_NAME"] = "a",
            ["GIT_AUTHOR_EMAIL"] = "a@example.org",
            ["GIT_AUTHOR_DATE"] = "1485449953 +0000",
            ["GIT_COMMITTER_NAME"] = "a",
            ["GIT_COMMITTER_EMAIL"] = "a@example.org",
            ["GIT_COMMITTER_DATE"] = "1485449953 +0000",
        },
    }).Succeeded().Text;
}
