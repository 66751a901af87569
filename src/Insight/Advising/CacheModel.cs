using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.History;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Insight.Advising;

/// <summary>Tells which steps of a Dockerfile a series of builds would execute, by the rules of the cache.</summary>
/// <param name="series">The builds.</param>
/// <param name="costs">What steps cost.</param>
/// <param name="target">The stage that is built, by name or number; null for the last.</param>
public sealed class CacheModel(ImmutableArray<SeriesBuild> series, StepCosts costs, string? target)
{
    /// <summary>What the series would cost with this Dockerfile.</summary>
    public SeriesCost Estimate(Draft draft)
    {
        IgnorePatterns ignore = IgnoreFile.Parse(new SourceText(".dockerignore", draft.Ignore));
        SeriesCost total = new(0, 0, 0);
        foreach (SeriesBuild build in series)
        {
            foreach (ExecutedStep step in Execute(draft.Dockerfile, build, ignore))
            {
                StepCost cost = costs.Of(step.Text);
                total = new SeriesCost(total.Seconds + cost.Seconds, total.WrittenInBytes + (step.IsNewContent ? cost.SizeInBytes : 0), total.Executed + 1);
            }
        }

        return total;
    }

    /// <summary>The instructions that a build executes.</summary>
    private List<ExecutedStep> Execute(Dockerfile dockerfile, SeriesBuild build, IgnorePatterns ignore)
    {
        string[] files = [.. build.Files.Where(path => !ignore.IsIgnored(path))];
        HashSet<int> needed = NeededStages.Of(dockerfile, target);
        HashSet<int> changed = [];
        List<ExecutedStep> executed = [];
        foreach (Stage stage in dockerfile.Stages.Where(stage => needed.Contains(stage.Index)))
        {
            StageModel model = new(build, files, source => NeededStages.Find(dockerfile, source, stage.Index) is { } index && changed.Contains(index));
            bool begins = build.RunsAll || model.IsChangedStage(stage.From.BaseName) || build.Bases.Contains(stage.Name ?? $"stage-{stage.Index}");
            if (model.Run(stage, begins, executed))
            {
                changed.Add(stage.Index);
            }
        }

        return executed;
    }
}
