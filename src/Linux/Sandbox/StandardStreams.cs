using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Both ends of a command's standard streams: pipes, or a terminal.</summary>
internal sealed class StandardStreams : IDisposable
{
    private readonly Pipe? _input;
    private readonly Pipe? _output;
    private readonly Pipe? _error;

    /// <summary>Makes the streams.</summary>
    /// <param name="hasInput">Whether something will be written to the command's standard input.</param>
    /// <param name="terminal">The terminal to use; it stays the caller's.</param>
    public StandardStreams(bool hasInput, PseudoTerminal? terminal)
    {
        Terminal = terminal;
        if (terminal is null)
        {
            _input = hasInput ? Pipe.Create() : null;
            _output = Pipe.Create();
            _error = Pipe.Create();
        }

        if (_input is not null)
        {
            _ = Libc.Fcntl((int)_input.Writer.DangerousGetHandle(), Libc.F_SETFL, Libc.O_NONBLOCK);
        }
    }

    /// <summary>The terminal, or null for pipes.</summary>
    public PseudoTerminal? Terminal { get; }

    /// <summary>What the command reads, or null for nothing.</summary>
    public SafeFileHandle? ChildInput => Terminal?.Slave ?? _input?.Reader;

    /// <summary>What the command writes to.</summary>
    public SafeFileHandle ChildOutput => (Terminal?.Slave ?? _output?.Writer)!;

    /// <summary>Where the command reports errors.</summary>
    public SafeFileHandle ChildError => (Terminal?.Slave ?? _error?.Writer)!;

    /// <summary>The pipes among the command's ends.</summary>
    public IEnumerable<SafeFileHandle> ChildPipes
    {
        get
        {
            foreach (SafeFileHandle? end in (SafeFileHandle?[])[_input?.Reader, _output?.Writer, _error?.Writer])
            {
                if (end is not null)
                {
                    yield return end;
                }
            }
        }
    }

    /// <summary>Our end of the command's input; never waits.</summary>
    public SafeFileHandle? InputWriter => Terminal?.Master ?? _input?.Writer;

    /// <summary>Our end of the command's output.</summary>
    public SafeFileHandle OutputReader => (Terminal?.Master ?? _output?.Reader)!;

    /// <summary>Our end of the command's error output, or null where it is the same as the output.</summary>
    public SafeFileHandle? ErrorReader => _error?.Reader;

    /// <summary>Closes the command's ends here, so that ours end with the command.</summary>
    public void CloseChildEnds()
    {
        ChildInput?.Dispose();
        ChildOutput.Dispose();
        ChildError.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input?.Dispose();
        _output?.Dispose();
        _error?.Dispose();
    }
}
