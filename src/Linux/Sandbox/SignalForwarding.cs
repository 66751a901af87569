using System.Runtime.InteropServices;

using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Hands signals of this process on to a child, instead of following them.</summary>
internal sealed class SignalForwarding : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Starts to hand on.</summary>
    public SignalForwarding(LaunchedProcess process, ReadOnlySpan<PosixSignal> signals)
    {
        foreach (PosixSignal signal in signals)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                process.Signal(NumberOf(signal));
            }));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => Interop.Libc.SIGHUP,
        PosixSignal.SIGINT => Interop.Libc.SIGINT,
        PosixSignal.SIGQUIT => Interop.Libc.SIGQUIT,
        PosixSignal.SIGTERM => Interop.Libc.SIGTERM,
        _ => (int)signal,
    };
}
