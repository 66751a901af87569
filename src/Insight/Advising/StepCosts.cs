using System.Collections.Immutable;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Advising;

/// <summary>What steps cost when they are executed, learned from the records by the text of the instruction.</summary>
public sealed class StepCosts
{
    private readonly Dictionary<string, StepCost> _known = new(StringComparer.Ordinal);

    /// <summary>Learns.</summary>
    public StepCosts(ImmutableArray<SeriesBuild> series)
    {
        Dictionary<string, List<StepCost>> seen = new(StringComparer.Ordinal);
        foreach (SeriesBuild build in series)
        {
            foreach (RecordedStep step in build.Record.Steps)
            {
                if (CostOf(step) is { } cost)
                {
                    seen.TryAdd(step.Text, []);
                    seen[step.Text].Add(cost);
                }
            }
        }

        foreach ((string text, List<StepCost> costs) in seen)
        {
            _known[text] = new StepCost(costs.Average(cost => cost.Seconds), costs.Average(cost => cost.WaitingSeconds), (long)costs.Average(cost => cost.SizeInBytes));
        }
    }

    /// <summary>The mean cost of executing an instruction; nothing where it is not known.</summary>
    public StepCost Of(string text) => _known.GetValueOrDefault(text, StepCost.None);

    /// <summary>Says what an instruction costs that stands for one of the records.</summary>
    public void Learn(string text, StepCost cost) => _known.TryAdd(text, cost);

    private static StepCost? CostOf(RecordedStep step)
    {
        long size = step.Layer?.SizeInBytes ?? 0;
        if (step.Figures is { } figures && step.Outcome is StepOutcome.Miss or StepOutcome.SameResult)
        {
            double seconds = step.Figures!.Elapsed.TotalSeconds;
            double waiting = figures.Usage is { } usage ? Math.Max(0, figures.Run.TotalSeconds - usage.CpuTime.TotalSeconds) : 0;
            return new StepCost(seconds, waiting, size);
        }

        return step.Saved is { } saved ? new StepCost(saved.TotalSeconds, 0, size) : null;
    }
}
