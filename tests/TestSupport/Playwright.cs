namespace Sharpbuild.TestSupport;

/// <summary>Playwright's core out of the npm registry, driving Debian's Chromium; kept in <see cref="Repository.Cache"/>.</summary>
public static class Playwright
{
    private const string Version = "1.56.1";
    private static readonly Lock Gate = new();

    /// <summary>Runs a script with the package's directory as its first argument.</summary>
    /// <param name="scriptHostPath">A module for Node.js.</param>
    /// <param name="arguments">More arguments.</param>
    public static ProcessResult Run(string scriptHostPath, params string[] arguments)
    {
        Requires.Program("node", "npm", "chromium");
        return ProcessRunner.Run("node", [scriptHostPath, Install(), .. arguments]);
    }

    private static string Install()
    {
        string directory = Path.Combine(Repository.Cache, $"playwright-core-{Version}");
        lock (Gate)
        {
            if (!Directory.Exists(directory))
            {
                string unfinished = $"{directory}.{Environment.ProcessId}";
                Directory.CreateDirectory(unfinished);
                ProcessRunner.Run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", unfinished, $"playwright-core@{Version}"]).Succeeded();
                Directory.Move(unfinished, directory);
            }
        }

        return Path.Combine(directory, "node_modules", "playwright-core");
    }
}
