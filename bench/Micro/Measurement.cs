using System.Diagnostics;
using System.Globalization;

namespace Sharpbuild.Micro;

/// <summary>Runs one piece of work again and again and prints what a run takes at best, and what it allocates.</summary>
internal static class Measurement
{
    private const int LeastRuns = 8;
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(1);

    public static void Run(string name, double unitsOfWork, string unit, Action work)
    {
        work();
        work();
        TimeSpan best = TimeSpan.MaxValue;
        TimeSpan total = TimeSpan.Zero;
        long allocated = long.MaxValue;
        for (int runs = 0; runs < LeastRuns || total < LeastTime; runs++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            work();
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
            best = taken < best ? taken : best;
            total += taken;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-44} {best.TotalMilliseconds,10:F3} ms {unitsOfWork / best.TotalSeconds,12:N0} {unit}/s {allocated / 1024.0,10:N0} KiB"));
    }
}
