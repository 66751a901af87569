using System.Diagnostics;

namespace Sharpbuild.Fuzz;

/// <summary>The input that took longest so far.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Duration">The shortest of several measurements.</param>
public sealed record SlowestInput(long Number, int Length, TimeSpan Duration)
{
    private const int Measurements = 4;

    /// <summary>This one, or the given input if that is slower in every measurement.</summary>
    public SlowestInput Or(long number, byte[] input, TimeSpan first, Action<byte[]> execute)
    {
        TimeSpan shortest = first;
        for (int left = Measurements - 1; left > 0 && shortest > Duration; left--)
        {
            long start = Stopwatch.GetTimestamp();
            execute(input);
            TimeSpan again = Stopwatch.GetElapsedTime(start);
            shortest = again < shortest ? again : shortest;
        }

        return shortest > Duration ? new SlowestInput(number, input.Length, shortest) : this;
    }
}
