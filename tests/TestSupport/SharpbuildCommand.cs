using System.Diagnostics;

namespace Sharpbuild.TestSupport;

/// <summary>The published native binary with a state directory of its own.</summary>
/// <param name="root">The state directory (<c>--root</c>).</param>
/// <param name="binary">Another copy of the binary.</param>
public sealed class SharpbuildCommand(string root, string? binary = null)
{
    /// <summary>The binary: <c>SHARPBUILD</c>, else <c>out/sharpbuild</c> of the repository.</summary>
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("SHARPBUILD") ?? Path.Combine(Repository.Root, "out", "sharpbuild");

    /// <summary>The state directory.</summary>
    public string Root { get; } = root;

    /// <summary>Words put before the binary, such as <c>setpriv --reuid 1000</c> or <c>taskset 1</c>.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Working directory and environment of every run.</summary>
    public ProcessSettings Settings { get; init; } = new();

    /// <summary>Runs <c>sharpbuild build --root ROOT ARGUMENTS</c> with plain progress.</summary>
    public ProcessResult Build(params string[] arguments) => Run(["build", "--progress", "plain", .. arguments]);

    /// <summary>Runs <c>sharpbuild COMMAND --root ROOT …</c>.</summary>
    public ProcessResult Run(params string[] arguments) => RunAsync(arguments, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs <c>sharpbuild COMMAND --root ROOT …</c>, killed on cancellation.</summary>
    public Task<ProcessResult> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        (string program, string[] words) = CommandLine(arguments);
        return ProcessRunner.RunAsync(program, words, Settings, cancellationToken);
    }

    /// <summary>Starts <c>sharpbuild COMMAND --root ROOT …</c>; the caller disposes.</summary>
    public Process Start(params string[] arguments)
    {
        (string program, string[] words) = CommandLine(arguments);
        return ProcessRunner.Start(program, words, Settings);
    }

    private (string Program, string[] Words) CommandLine(string[] arguments)
    {
        string[] all = [.. Prefix, binary ?? Binary, arguments[0], "--root", Root, .. arguments.Skip(1)];
        return (all[0], all[1..]);
    }
}
