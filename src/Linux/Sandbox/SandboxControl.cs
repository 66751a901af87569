using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>What reaches a running command from outside. Its members may be called from any thread.</summary>
public sealed class SandboxControl
{
    private readonly Lock _lock = new();
    private LaunchedProcess? _process;
    private PseudoTerminal? _terminal;

    /// <summary>Sends a signal to the command's first process.</summary>
    /// <returns>Whether there is one.</returns>
    /// <remarks>That process is number 1 of its namespace: a signal for which it has no handler does nothing, except 9 (SIGKILL).</remarks>
    public bool TrySignal(int signal)
    {
        lock (_lock)
        {
            _process?.Signal(signal);
            return _process is not null;
        }
    }

    /// <summary>Tells that the window of the terminal has another size.</summary>
    public void Resize(TerminalSize size)
    {
        lock (_lock)
        {
            _terminal?.Resize(size);
        }
    }

    /// <summary>Begins to serve a process.</summary>
    internal void Attach(LaunchedProcess process, PseudoTerminal? terminal)
    {
        lock (_lock)
        {
            (_process, _terminal) = (process, terminal);
        }
    }

    /// <summary>The process has ended.</summary>
    internal void Detach()
    {
        lock (_lock)
        {
            (_process, _terminal) = (null, null);
        }
    }
}
