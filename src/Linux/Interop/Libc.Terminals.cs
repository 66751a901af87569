using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <content>Terminals: ioctl_tty(2).</content>
public static unsafe partial class Libc
{
    public const ulong TCGETS = 0x5401;
    public const ulong TCSETSW = 0x5403;
    public const ulong TIOCSCTTY = 0x540E;
    public const ulong TIOCGWINSZ = 0x5413;
    public const ulong TIOCSWINSZ = 0x5414;
    public const ulong TIOCGPTPEER = 0x5441;
    public const ulong TIOCSPTLCK = 0x40045431;

    public const uint IGNBRK = 0x1;
    public const uint BRKINT = 0x2;
    public const uint PARMRK = 0x8;
    public const uint ISTRIP = 0x20;
    public const uint INLCR = 0x40;
    public const uint IGNCR = 0x80;
    public const uint ICRNL = 0x100;
    public const uint IXON = 0x400;
    public const uint OPOST = 0x1;
    public const uint CSIZE = 0x30;
    public const uint CS8 = 0x30;
    public const uint PARENB = 0x100;
    public const uint ISIG = 0x1;
    public const uint ICANON = 0x2;
    public const uint ECHO = 0x8;
    public const uint ECHONL = 0x40;
    public const uint IEXTEN = 0x8000;
    public const int VTIME = 5;
    public const int VMIN = 6;

    public const int SIGWINCH = 28;

    /// <summary>struct termios of the kernel.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 36)]
    public struct TerminalSettings
    {
        public uint InputFlags;
        public uint OutputFlags;
        public uint ControlFlags;
        public uint LocalFlags;
        public byte Line;
        public fixed byte Characters[19];
    }

    /// <summary>struct winsize of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        private readonly ushort _width;
        private readonly ushort _height;
    }
}
