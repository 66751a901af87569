using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Where a command may be found, and what to say when it is not.</summary>
internal static class CommandLookup
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    /// <summary>The paths to try, in their order; links in them are the kernel's matter, inside the new root.</summary>
    public static IReadOnlyList<string> Candidates(SandboxSpec spec)
    {
        string command = spec.Arguments[0];
        if (command.Contains('/'))
        {
            return [command];
        }

        List<string> candidates = [];
        foreach (string directory in PathOf(spec).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            candidates.Add($"{directory.TrimEnd('/')}/{command}");
        }

        return command.Length == 0 || candidates.Count == 0 ? throw Missing(command) : candidates;
    }

    /// <summary>The failure of execve(2) in the words of the usual container runtimes.</summary>
    public static SandboxException Failure(SandboxSpec spec, LinuxException failure)
    {
        string command = spec.Arguments[0];
        bool isMissing = failure.Errno is Errno.ENOENT or Errno.ENOTDIR;
        if (isMissing && !command.Contains('/'))
        {
            return Missing(command);
        }

        string reason = char.ToLowerInvariant(failure.Reason[0]) + failure.Reason[1..];
        return new SandboxException($"exec: \"{command}\": {reason}", isMissing ? NotFound : NotExecutable) { IsOfProgram = true };
    }

    private static SandboxException Missing(string command) => new($"exec: \"{command}\": executable file not found in $PATH", NotFound) { IsOfProgram = true };

    private static string PathOf(SandboxSpec spec)
    {
        string? path = null;
        foreach (string variable in spec.Environment)
        {
            path = variable.StartsWith("PATH=", StringComparison.Ordinal) ? variable[5..] : path;
        }

        return path ?? DefaultPath;
    }
}
