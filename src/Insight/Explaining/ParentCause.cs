using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>The cause that lies before a step: the first step of its stage that differs, or the stage's base.</summary>
internal static class ParentCause
{
    /// <summary>Finds it.</summary>
    public static Cause Of(StepPair pair)
    {
        RecordedStage? now = pair.NowBuild.StageOf(pair.Now.Stage);
        RecordedStage? was = pair.WasBuild.StageOf(pair.Was.Stage);
        if (now is not null && was is not null && BaseCause(pair, now.Base, was.Base) is { } changed)
        {
            return changed;
        }

        foreach (RecordedStep step in pair.NowBuild.Steps.Where(step => step.Stage == pair.Now.Stage && step.Ordinal < pair.Now.Ordinal).OrderBy(step => step.Ordinal))
        {
            RecordedStep? counterpart = now is null ? null : StepComparison.Counterpart(now.Name, step.Ordinal, step.Text, pair.WasBuild);
            if (counterpart?.Layer is null || counterpart.Layer.ContentDigest != step.Layer?.ContentDigest)
            {
                return Earlier(step, counterpart is null ? "is new" : "gave another layer");
            }
        }

        foreach (RecordedStep step in pair.WasBuild.Steps.Where(step => step.Stage == pair.Was.Stage && step.Ordinal < pair.Was.Ordinal))
        {
            if (now is not null && was is not null && StepComparison.Counterpart(was.Name, step.Ordinal, step.Text, pair.NowBuild)?.Text != step.Text)
            {
                return new Cause(CauseKind.EarlierStep, step.Text, step.Text, null, $"an instruction before it is gone: {step.Text}");
            }
        }

        return new Cause(CauseKind.EarlierStep, "", pair.Before("parent"), pair.After("parent"), "what the stage starts from changed");
    }

    private static Cause Earlier(RecordedStep step, string what) => new(
        CauseKind.EarlierStep, step.Text, null, step.Key, $"step #{step.Number} before it {what}: {step.Text}{(step.Line > 0 ? $" (line {step.Line})" : "")}");

    private static Cause? BaseCause(StepPair pair, RecordedBase now, RecordedBase was)
    {
        if (now.Kind == "stage" && was.Kind == "stage" && now.Name == was.Name)
        {
            RecordedStep? last = pair.NowBuild.Steps.LastOrDefault(step => pair.NowBuild.StageOf(step.Stage)?.Name == now.Name);
            RecordedStep? counterpart = last is null ? null : StepComparison.Counterpart(now.Name, last.Ordinal, last.Text, pair.WasBuild);
            return last is null || counterpart?.Layer?.ContentDigest == last.Layer?.ContentDigest ? null
                : new Cause(CauseKind.EarlierStep, now.Name, null, null, $"the stage {now.Name} that it starts from changed: step #{last.Number} {last.Text}");
        }

        string? hint = now.Kind == "image" && now.Name == was.Name ? $"the name moved to another image: pin it as {now.Name}@{now.Digest}" : null;
        return now.Kind == was.Kind && now.Name == was.Name && now.Digest == was.Digest
            ? null
            : new Cause(CauseKind.Base, now.Name.Length > 0 ? now.Name : now.Kind, Shown(was), Shown(now), $"the base changed from {Shown(was)} to {Shown(now)}", hint);
    }

    private static string Shown(RecordedBase value) =>
        value.Kind == "scratch" ? "scratch" : value.Digest is null ? value.Name : $"{value.Name}@{value.Digest}";
}
