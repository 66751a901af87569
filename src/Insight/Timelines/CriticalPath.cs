using System.Collections.Immutable;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Timelines;

/// <summary>The chain of steps, each waiting for the one before it, that took longest: more cores or jobs cannot make the build quicker than it.</summary>
/// <param name="Steps">Their numbers, first to last.</param>
/// <param name="Length">The time that they took together.</param>
public sealed record CriticalPath(ImmutableArray<int> Steps, TimeSpan Length)
{
    /// <summary>The critical path of a build.</summary>
    /// <remarks>Numbers are given when a step begins, and so never before those of the steps that it waits for.</remarks>
    public static CriticalPath Of(BuildRecord build)
    {
        Dictionary<int, Chain> lastOfStage = [];
        Chain? longest = null;
        foreach (RecordedStep step in build.Steps)
        {
            Chain? before = lastOfStage.GetValueOrDefault(step.Stage);
            if (before is null && build.StageOf(step.Stage) is { } stage)
            {
                before = Longest(lastOfStage, stage.Base.Kind == RecordedBase.Stage ? stage.Needs : []);
            }

            if (Longest(lastOfStage, step.Needs) is { } other && (before is null || other.Length > before.Length))
            {
                before = other;
            }

            Chain chain = new(step.Number, (before?.Length ?? TimeSpan.Zero) + step.Elapsed, before);
            lastOfStage[step.Stage] = chain;
            longest = longest is null || chain.Length > longest.Length ? chain : longest;
        }

        return longest is null ? new CriticalPath([], TimeSpan.Zero) : new CriticalPath(longest.Numbers(), longest.Length);
    }

    private static Chain? Longest(Dictionary<int, Chain> lastOfStage, ImmutableArray<int> stages)
    {
        Chain? longest = null;
        foreach (int stage in stages)
        {
            if (lastOfStage.TryGetValue(stage, out Chain? chain) && (longest is null || chain.Length > longest.Length))
            {
                longest = chain;
            }
        }

        return longest;
    }

    private sealed record Chain(int Step, TimeSpan Length, Chain? Before)
    {
        public ImmutableArray<int> Numbers()
        {
            List<int> numbers = [];
            for (Chain? chain = this; chain is not null; chain = chain.Before)
            {
                numbers.Add(chain.Step);
            }

            numbers.Reverse();
            return [.. numbers];
        }
    }
}
