using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Runs the <c>git</c> program without the user's and the system's configuration, hooks and prompts.</summary>
/// <remarks>
/// Only http, https, ssh and git are spoken, also to submodules. The user's <c>GIT_SSH_COMMAND</c> and <c>SSH_AUTH_SOCK</c> count.
/// </remarks>
internal sealed class GitProgram
{
    private const int ErrorLines = 4;
    private const string SshVariable = "GIT_SSH_COMMAND";
    private const string DefaultSsh = "ssh -o BatchMode=yes";

    private readonly string _protocols;
    private readonly string? _agentSocket;
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

    /// <summary>Makes a runner that asks one repository.</summary>
    /// <param name="url">Its address; from https nothing leads to http.</param>
    /// <param name="authorization">The header <c>Authorization</c> for the address's scheme, host and port, or null.</param>
    /// <param name="agentSocket">The socket of the ssh agent; null for the user's own.</param>
    /// <param name="followsRedirects">Whether git follows a redirect of a repository itself; never where it has credentials.</param>
    public GitProgram(string url, string? authorization, string? agentSocket, bool followsRedirects = false)
    {
        _agentSocket = agentSocket;
        _protocols = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https:ssh:git" : "http:https:ssh:git";
        if (authorization is not null)
        {
            _configuration.Add(($"http.{new Uri(url).GetLeftPart(UriPartial.Authority)}/.extraHeader", $"Authorization: {authorization}"));
        }

        AddAuthorities();

        // Behind a redirect git would send the header to another host.
        _configuration.Add(("http.followRedirects", followsRedirects && authorization is null ? "initial" : "false"));
    }

    private GitProgram() => _protocols = "file";

    /// <summary>A runner that may read repositories of this machine and nothing else.</summary>
    public static GitProgram Local { get; } = new();

    /// <summary>Runs git.</summary>
    /// <param name="hostDirectory">Where.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InputException">It failed.</exception>
    public string Run(string hostDirectory, string[] arguments, CancellationToken cancellationToken)
    {
        (int exitCode, string output, string error) = TryRun(hostDirectory, arguments, cancellationToken);
        return exitCode == 0 ? output : throw Failed(arguments[0], error);
    }

    /// <summary>What to throw where git ended with an error.</summary>
    public static InputException Failed(string command, string error) => new($"git {command} failed: {LastLines(error)}");

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

    /// <summary>Authorities of the user's own, by git's variable or the one of OpenSSL, beside those of the machine.</summary>
    private void AddAuthorities()
    {
        string? file = Environment.GetEnvironmentVariable("GIT_SSL_CAINFO") ?? Environment.GetEnvironmentVariable("SSL_CERT_FILE");
        if (!string.IsNullOrEmpty(file))
        {
            _configuration.Add(("http.sslCAInfo", file));
            _configuration.Add(("http.sslCAPath", Environment.GetEnvironmentVariable("SSL_CERT_DIR") ?? "/etc/ssl/certs"));
        }
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
        string ssh = start.Environment.TryGetValue(SshVariable, out string? own) && !string.IsNullOrEmpty(own) ? own : DefaultSsh;
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ALLOW_PROTOCOL"] = _protocols;
        start.Environment[SshVariable] = ssh;
        if (_agentSocket is not null)
        {
            start.Environment["SSH_AUTH_SOCK"] = _agentSocket;
        }

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
