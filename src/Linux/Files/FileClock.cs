using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>The clock by which the kernel stamps files; it advances in ticks of up to 10 ms.</summary>
public static class FileClock
{
    private const int MostTicks = 10;

    /// <summary>Waits until a file that changes would get a later time than this one, so that a change can be told from none.</summary>
    /// <param name="changedAt">The time of the last change; one in the future is waited for 10 ms at most.</param>
    public static void WaitUntilAfter(UnixTime changedAt)
    {
        for (int i = 0; i < MostTicks && Now() <= changedAt; i++)
        {
            Thread.Sleep(1);
        }
    }

    private static UnixTime Now() => Libc.ClockGettime(Libc.CLOCK_REALTIME_COARSE, out Libc.Timespec now) < 0
        ? throw LinuxException.Last("clock_gettime", "CLOCK_REALTIME_COARSE")
        : new UnixTime(now.Seconds, (int)now.Nanoseconds);
}
