using System.Runtime.InteropServices;

using Sharpbuild.Cli.Output;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>Hands the signals of this program on to the container; as long as there is none, they end the program.</summary>
internal sealed class RunSignals : IDisposable
{
    private const int Kill = 9;
    private const int Hangup = 1;
    private const int MostRequests = 3;

    private static readonly int[] Forwarded = [Hangup, 2, 3, 10, 12, 15];

    private readonly SandboxControl _control;
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _requests;
    private int _received;

    /// <summary>Begins to listen.</summary>
    public RunSignals(SandboxControl control)
    {
        _control = control;
        foreach (int number in Forwarded)
        {
            _registrations.Add(PosixSignalRegistration.Create(ToPosix(number), context =>
            {
                context.Cancel = true;
                Forward(number);
            }));
        }

        _registrations.Add(WindowSignal.Register(control));
    }

    /// <summary>Cancelled by a signal that comes before the container runs.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>128 + the number of the last signal.</summary>
    public int ExitCode => 128 + _received;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(static registration => registration.Dispose());
        _source.Dispose();
    }

    /// <summary>.NET knows some signals by negative numbers of its own.</summary>
    private static PosixSignal ToPosix(int number) => number switch
    {
        Hangup => PosixSignal.SIGHUP,
        2 => PosixSignal.SIGINT,
        3 => PosixSignal.SIGQUIT,
        15 => PosixSignal.SIGTERM,
        _ => (PosixSignal)number,
    };

    private void Forward(int number)
    {
        _received = number;
        if (!_control.TrySignal(number))
        {
            _source.Cancel();
            return;
        }

        // A container that does not listen is ended by the third request, and when its terminal is gone.
        _requests += number is 2 or 15 ? 1 : 0;
        if (_requests >= MostRequests || number == Hangup)
        {
            _control.TrySignal(Kill);
        }
    }
}
