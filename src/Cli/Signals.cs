using System.Runtime.InteropServices;

namespace Sharpbuild.Cli;

/// <summary>Turns SIGINT, SIGTERM and SIGHUP into a cancellation, so that everything is cleaned up before the program ends.</summary>
internal sealed class Signals : IDisposable
{
    private const int SignalBase = 128;

    private static int _received;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    public Signals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, 2)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, 15)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Cancel(context, 1)),
    ];

    /// <summary>The exit code for the signal that came: 128 + its number.</summary>
    public static int ExitCode => SignalBase + _received;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        _received = number;
        _source.Cancel();
    }
}
