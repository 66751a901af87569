using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Terminals;

/// <summary>A terminal in a file system of terminals of its own (devpts); both ends are open here.</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    private PseudoTerminal(SafeFileHandle master, SafeFileHandle slave)
    {
        Master = master;
        Slave = slave;
    }

    /// <summary>Our end; reading and writing it never wait.</summary>
    public SafeFileHandle Master { get; }

    /// <summary>The end of the command.</summary>
    public SafeFileHandle Slave { get; }

    /// <summary>Makes a terminal in a mounted or detached devpts.</summary>
    /// <param name="terminals">The root of the file system.</param>
    /// <param name="owner">The user to whom it belongs.</param>
    /// <param name="group">The group; null for that of the file system.</param>
    /// <param name="size">The size of its window.</param>
    public static PseudoTerminal Create(SafeFileHandle terminals, uint owner, uint? group, TerminalSize size)
    {
        int master = Libc.Openat((int)terminals.DangerousGetHandle(), "ptmx", Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
        SafeFileHandle handle = new(Check(master, "ptmx"), ownsHandle: true);
        int unlocked = 0;
        Check(Libc.Ioctl(master, Libc.TIOCSPTLCK, &unlocked), "TIOCSPTLCK");
        int slave = Check(Libc.Ioctl(master, Libc.TIOCGPTPEER, (void*)(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC)), "TIOCGPTPEER");
        PseudoTerminal terminal = new(handle, new SafeFileHandle(slave, ownsHandle: true));
        if (owner != 0)
        {
            Check(Libc.Fchown(slave, owner, group ?? uint.MaxValue), "fchown");
        }

        terminal.Resize(size);
        return terminal;
    }

    /// <summary>Gives its window another size; the command hears of it by SIGWINCH.</summary>
    public void Resize(TerminalSize size)
    {
        Libc.WindowSize value = new() { Rows = (ushort)size.Rows, Columns = (ushort)size.Columns };
        _ = Libc.Ioctl((int)Master.DangerousGetHandle(), Libc.TIOCSWINSZ, &value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Slave.Dispose();
        Master.Dispose();
    }

    private static int Check(int result, string name) => result < 0 ? throw LinuxException.Last("terminal", name) : result;
}
