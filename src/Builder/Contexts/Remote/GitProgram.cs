using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Runs the <c>git</c> program without the user's and the system's configuration, hooks and prompts.</summary>
/// <remarks>Only http, https, ssh and git are spoken, also to submodules.</remarks>
internal sealed class GitProgram
{
    private const string Protocols = "http:https:ssh:git";
    private const int ErrorLines = 3;

    private readonly List<(string Key, string Value)> _configuration =
    [
        ("core.hooksPath", "/dev/null"),
        ("core.fsmonitor", "false"),
        ("core.autocrlf", "false"),
        ("core.symlinks", "true"),
        ("advice.detachedHead", "false"),
        ("init.defaultBranch", "main"),
        ("gc.auto", "0"),
        ("safe.directory", "*"),
    ];

    /// <summary>Makes a runner.</summary>
    /// <param name="authorization">The header <c>Authorization</c> for http and https, or null.</param>
    /// <param name="url">The only address that gets it.</param>
    public GitProgram(string? authorization, string url)
    {
        if (authorization is not null)
        {
            _configuration.Add(($"http.{url}.extraHeader", $"Authorization: {authorization}"));
        }
    }

    /// <summary>Whether a run may also read repositories of this machine.</summary>
    public bool AllowsFiles { get; init; }

    /// <summary>Runs git.</summary>
    /// <param name="hostDirectory">Where.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InputException">It failed.</exception>
    public string Run(string hostDirectory, string[] arguments, CancellationToken cancellationToken)
    {
        (int exitCode, string output, string error) = TryRun(hostDirectory, arguments, cancellationToken);
        return exitCode == 0 ? output : throw new InputException($"git {arguments[0]} failed: {LastLines(error)}");
    }

    /// <summary>Runs git and tells how it ended.</summary>
    public (int ExitCode, string Output, string Error) TryRun(string hostDirectory, string[] arguments, CancellationToken cancellationToken)
    {
        using Process process = Start(hostDirectory, arguments);
        using CancellationTokenRegistration kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        string errorText = error.GetAwaiter().GetResult();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return (process.ExitCode, output, errorText);
    }

    private static string LastLines(string error)
    {
        string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.TakeLast(ErrorLines));
    }

    private Process Start(string hostDirectory, string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments)
        {
            WorkingDirectory = hostDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ALLOW_PROTOCOL"] = AllowsFiles ? "file" : Protocols;
        start.Environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes";
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_CONFIG_COUNT"] = _configuration.Count.ToString(CultureInfo.InvariantCulture);
        for (int i = 0; i < _configuration.Count; i++)
        {
            start.Environment[$"GIT_CONFIG_KEY_{i}"] = _configuration[i].Key;
            start.Environment[$"GIT_CONFIG_VALUE_{i}"] = _configuration[i].Value;
        }

        try
        {
            return Process.Start(start) ?? throw new InputException("git could not be started");
        }
        catch (Win32Exception)
        {
            throw new InputException("the program git is not installed, but a source is a git repository", "install git");
        }
    }
}
