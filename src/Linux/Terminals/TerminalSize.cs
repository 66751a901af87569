using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Terminals;

/// <summary>How large a terminal is, in character cells.</summary>
/// <param name="Columns">Cells in a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>Asks the terminal behind a descriptor: TIOCGWINSZ of ioctl_tty(2).</summary>
    /// <returns>False where the descriptor is no terminal.</returns>
    public static unsafe bool TryGet(int descriptor, out TerminalSize size)
    {
        Libc.WindowSize window;
        bool known = Libc.Ioctl(descriptor, Libc.TIOCGWINSZ, &window) == 0;
        size = known ? new TerminalSize(window.Columns, window.Rows) : default;
        return known;
    }
}
