using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <summary>clock_gettime(2).</summary>
public static partial class Libc
{
    public const int CLOCK_REALTIME_COARSE = 5;

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockGettime(int clock, out Timespec time);
}
