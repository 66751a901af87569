using System.Diagnostics;

namespace Sharpbuild.Fuzz;

/// <summary>Lets a target read one input after the other.</summary>
public sealed class FuzzLoop(FuzzTarget target)
{
    private const int MostFindings = 20;
    private const int InputsForEachProbe = 1000;
    private const double IgnoredMilliseconds = 20;

    private readonly Mutator _mutator = new(target);
    private readonly List<FuzzFinding> _crashes = [];
    private readonly List<FuzzFinding> _superLinear = [];

    /// <summary>The number of the input that is being read; watched by others.</summary>
    public Action<long> Begin { get; init; } = _ => { };

    /// <summary>Whether the growth of time is measured on some inputs.</summary>
    public bool ProbesGrowth { get; init; }

    /// <summary>Reads <paramref name="count"/> inputs; ends early after many findings.</summary>
    /// <param name="first">Number of the first input, from 0.</param>
    /// <param name="count">How many.</param>
    public FuzzReport Run(long first, long count)
    {
        SlowestInput slowest = new(first, 0, TimeSpan.Zero);
        long start = Stopwatch.GetTimestamp();
        long number = first;
        for (; number < first + count && _crashes.Count + _superLinear.Count < MostFindings; number++)
        {
            Begin(number);
            byte[] input = _mutator.Create(number);
            long began = Stopwatch.GetTimestamp();
            if (Survives(number, input))
            {
                TimeSpan duration = Stopwatch.GetElapsedTime(began);
                slowest = duration > slowest.Duration ? slowest.Or(number, input, duration, target.Execute) : slowest;
                Probe(number, input);
            }
        }

        return new FuzzReport(target.Name, number - first, _crashes, _superLinear, slowest, Stopwatch.GetElapsedTime(start));
    }

    private bool Survives(long number, byte[] input)
    {
        try
        {
            target.Execute(input);
            return true;
        }
        catch (Exception escaped)
        {
            _crashes.Add(new FuzzFinding(number, input, escaped.ToString()));
            return false;
        }
    }

    private void Probe(long number, byte[] input)
    {
        if (!ProbesGrowth || !target.IsRepeatable || number % InputsForEachProbe != 0)
        {
            return;
        }

        FuzzRandom random = new((ulong)number);
        int start = random.Below(input.Length);
        int length = random.Below(input.Length - start + 1);
        if (new GrowthProbe(ProcessorMilliseconds, IgnoredMilliseconds).Examine(input, start, length) is { } growth)
        {
            _superLinear.Add(new FuzzFinding(number, input, growth));
        }
    }

    private double ProcessorMilliseconds(byte[] input)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        target.Execute(input);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
