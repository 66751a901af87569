using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Terminals;

/// <summary>The terminal that this program was started on, handed through to a command: what is typed goes to the command as it is.</summary>
public sealed unsafe class HostTerminal : IDisposable
{
    private readonly int _descriptor;
    private Libc.TerminalSettings _before;
    private bool _isChanged;

    private HostTerminal(int descriptor, in Libc.TerminalSettings before)
    {
        _descriptor = descriptor;
        _before = before;
    }

    /// <summary>Whether a descriptor is a terminal.</summary>
    public static bool IsTerminal(int descriptor)
    {
        Libc.TerminalSettings settings;
        return Libc.Ioctl(descriptor, Libc.TCGETS, &settings) == 0;
    }

    /// <summary>The size of the terminal's window, or null where the descriptor is no terminal.</summary>
    public static TerminalSize? SizeOf(int descriptor) => TerminalSize.TryGet(descriptor, out TerminalSize size) ? size : null;

    /// <summary>Turns off what the terminal does with what is shown and typed, until this is disposed.</summary>
    /// <param name="descriptor">The terminal.</param>
    /// <param name="withInput">Whether what is typed is handed through as well; if not, keys such as Ctrl-C do as before.</param>
    /// <returns>Null where the descriptor is no terminal.</returns>
    public static HostTerminal? TryHandThrough(int descriptor, bool withInput)
    {
        Libc.TerminalSettings settings;
        if (Libc.Ioctl(descriptor, Libc.TCGETS, &settings) < 0)
        {
            return null;
        }

        HostTerminal terminal = new(descriptor, settings);
        settings.OutputFlags &= ~Libc.OPOST;
        if (withInput)
        {
            MakeRaw(&settings);
        }

        terminal._isChanged = Libc.Ioctl(descriptor, Libc.TCSETSW, &settings) == 0;
        return terminal;
    }

    /// <summary>As cfmakeraw(3).</summary>
    private static void MakeRaw(Libc.TerminalSettings* settings)
    {
        settings->InputFlags &= ~(Libc.IGNBRK | Libc.BRKINT | Libc.PARMRK | Libc.ISTRIP | Libc.INLCR | Libc.IGNCR | Libc.ICRNL | Libc.IXON);
        settings->LocalFlags &= ~(Libc.ECHO | Libc.ECHONL | Libc.ICANON | Libc.ISIG | Libc.IEXTEN);
        settings->ControlFlags = (settings->ControlFlags & ~(Libc.CSIZE | Libc.PARENB)) | Libc.CS8;
        settings->Characters[Libc.VMIN] = 1;
        settings->Characters[Libc.VTIME] = 0;
    }

    /// <summary>Restores the terminal.</summary>
    public void Dispose()
    {
        if (_isChanged)
        {
            fixed (Libc.TerminalSettings* settings = &_before)
            {
                _ = Libc.Ioctl(_descriptor, Libc.TCSETSW, settings);
            }

            _isChanged = false;
        }
    }
}
