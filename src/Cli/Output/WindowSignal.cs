using System.Runtime.InteropServices;

using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Cli.Output;

/// <summary>Tells a command in the sandbox when the window of the terminal changes its size.</summary>
internal static class WindowSignal
{
    private const PosixSignal Changed = (PosixSignal)28;

    /// <summary>Begins to listen; disposing the result ends it.</summary>
    public static PosixSignalRegistration Register(SandboxControl control) => PosixSignalRegistration.Create(Changed, _ =>
    {
        if (HostTerminal.SizeOf(0) is { } size)
        {
            control.Resize(size);
        }
    });
}
