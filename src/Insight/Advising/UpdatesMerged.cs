using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Joins <c>apt-get update</c> with the installation below it, and removes the lists in the same layer.</summary>
internal sealed class UpdatesMerged : IAdvisor
{
    private const string RemoveLists = "rm -rf /var/lib/apt/lists/*";

    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (Stage stage in draft.Dockerfile.Stages)
        {
            for (int index = 1; index < stage.Instructions.Length; index++)
            {
                if (stage.Instructions[index - 1] is RunInstruction update
                    && stage.Instructions[index] is RunInstruction install
                    && IsPlain(update) && IsPlain(install)
                    && update.Command.Text.Trim() is "apt-get update" or "apt-get update -y" or "apt-get -y update" or "apt-get update -qq" or "apt-get -qq update" or "apt update"
                    && install.Command.Text.Contains("apt-get install", StringComparison.Ordinal))
                {
                    yield return Merge(draft, update, install, basis);
                }
            }
        }
    }

    private static bool IsPlain(RunInstruction run) => !run.Command.IsExec && run.Mounts.IsEmpty && run.Heredocs.IsEmpty && run.Network is null;

    private static Rewrite Merge(Draft draft, RunInstruction update, RunInstruction install, AdviceBasis basis)
    {
        DraftLines lines = new(draft.Text);
        string[] written = lines.Take(install)[^(install.Lines.End - install.Lines.Start + 1)..];
        int keyword = written[0].IndexOf(install.KeywordAsWritten, StringComparison.Ordinal) + install.KeywordAsWritten.Length;
        written[0] = $"RUN {update.Command.Text.Trim()} && {written[0][keyword..].TrimStart()}";
        bool removes = install.Command.Text.Contains("/var/lib/apt", StringComparison.Ordinal);
        written[^1] = removes ? written[^1] : $"{written[^1].TrimEnd()} && {RemoveLists}";
        lines.Remove(update);
        lines.Replace(install, written);
        Draft? after = draft.With(lines.ToString());
        (StepCost first, StepCost second) = (basis.Costs.Of(update.Original), basis.Costs.Of(install.Original));
        string joined = $"{update.Command.Text.Trim()} && ";
        if (after?.Dockerfile.Stages.SelectMany(stage => stage.Instructions).FirstOrDefault(instruction => instruction.Original.Contains(joined, StringComparison.Ordinal)) is { } merged)
        {
            basis.Costs.Learn(merged.Original, new StepCost(first.Seconds + second.Seconds, first.WaitingSeconds + second.WaitingSeconds, second.SizeInBytes));
        }

        return new Rewrite(
            "update-merged",
            update.Lines.Start,
            "update and install in one RUN and remove the lists there: cached lists grow old, and their layer stays in the image",
            after,
            first.SizeInBytes,
            ImprovesAnyway: true);
    }
}
