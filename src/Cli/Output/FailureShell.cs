using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Options;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Cli.Output;

/// <summary>Opens a shell on the terminal where a command failed; what else is built waits with its output meanwhile.</summary>
/// <param name="progress">Waits while the shell is open.</param>
/// <param name="control">Hears of changes of the window's size.</param>
internal sealed class FailureShell(WaitingProgress progress, SandboxControl control) : IFailureShell
{
    private const int StandardOutput = 1;

    /// <inheritdoc/>
    public void Open(SandboxSpec place, string failure, Action<SandboxSpec> run) => progress.Hold(() =>
    {
        Console.Error.WriteLine($"sharpbuild: {Terminal.Escape(failure)}: a shell where it failed; leave it with exit");
        using SafeFileHandle input = new(0, ownsHandle: false);
        using HostTerminal? raw = HostTerminal.TryHandThrough(0, withInput: true);
        run(place with
        {
            Environment = place.Environment.Add("TERM=" + (Environment.GetEnvironmentVariable("TERM") ?? "xterm")),
            Input = input,
            Terminal = HostTerminal.SizeOf(0),
            Control = control,
            Output = (_, text) => FileDescriptors.TryWriteAll(StandardOutput, text.Span),
        });
    });
}
