using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <content>Terminals: ioctl_tty(2).</content>
public static unsafe partial class Libc
{
    public const nuint TIOCGWINSZ = 0x5413;

    /// <summary>struct winsize of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthInPixels;
        public ushort HeightInPixels;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoctlWindowSize(int descriptor, nuint request, WindowSize* size);
}
