using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>Compares a build with an earlier one, step by step.</summary>
/// <param name="inputs">The file lists behind fingerprints.</param>
public sealed class Explainer(InputStore inputs)
{
    /// <summary>Explains a build.</summary>
    /// <param name="build">The build.</param>
    /// <param name="earlier">The builds to compare it with, the most fitting first; the later ones serve steps that the first one never reached.</param>
    public BuildExplanation Explain(BuildRecord build, IReadOnlyList<BuildRecord> earlier)
    {
        BuildRecord? against = earlier.Count == 0 ? null : earlier[0];
        ImmutableArray<StepExplanation>.Builder steps = ImmutableArray.CreateBuilder<StepExplanation>();
        foreach (RecordedStep step in build.Steps)
        {
            steps.Add(Explain(build, step, earlier));
        }

        return new BuildExplanation(build, against, steps.ToImmutable(), NoEffects.Of(build, against));
    }

    private StepExplanation Explain(BuildRecord build, RecordedStep step, IReadOnlyList<BuildRecord> earlier)
    {
        RecordedStage? stage = build.StageOf(step.Stage);
        string name = stage?.Name ?? $"stage-{step.Stage}";
        foreach (BuildRecord candidate in earlier)
        {
            if (StepComparison.Counterpart(name, step.Ordinal, step.Text, candidate) is { } counterpart)
            {
                ImmutableArray<Cause> causes = step.IsExecuted ? CausesOf(new StepPair(build, step, candidate, counterpart)) : [];
                return new StepExplanation(step, name, stage?.LayerSteps ?? 0, candidate.Id, causes);
            }
        }

        Cause unknown = earlier.Count == 0
            ? new Cause(CauseKind.FirstBuild, "", null, null, "nothing was built before that it could be compared with")
            : new Cause(CauseKind.Instruction, step.Text, null, step.Text, "the instruction is new");
        return new StepExplanation(step, name, stage?.LayerSteps ?? 0, null, step.IsExecuted ? [unknown] : []);
    }

    private ImmutableArray<Cause> CausesOf(StepPair pair)
    {
        List<Cause> causes = [];
        KeyPartCauses.Add(pair, causes);
        foreach (KeyPart part in pair.Now.Parts)
        {
            if (part.Name.StartsWith(MissReason.Files, StringComparison.Ordinal) && pair.Before(part.Name) is { } before && before != part.Value)
            {
                FileCauses.Add(pair, inputs.TryGet(before), inputs.TryGet(part.Value), causes);
            }
        }

        if (pair.Before(MissReason.Parent) != pair.After(MissReason.Parent))
        {
            causes.Add(ParentCause.Of(pair));
        }

        return causes.Count > 0 ? [.. causes] : [CacheCause(pair)];
    }

    private static Cause CacheCause(StepPair pair) => new(
        CauseKind.Cache,
        "",
        null,
        null,
        pair.NowBuild.Options.NoCache || pair.Now.Reason == MissReason.NotAsked ? "the cache was not asked (--no-cache)"
            : pair.Was.Outcome is StepOutcome.Failed or StepOutcome.Canceled ? $"nothing changed, but the step did not end well in build {pair.WasBuild.Id}"
            : "nothing changed, but the layer is not in this store's cache (pruned, or built on another machine)");
}
