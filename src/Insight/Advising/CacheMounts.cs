using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Gives a package manager a cache mount, so that it downloads only what is new.</summary>
internal sealed class CacheMounts : IAdvisor
{
    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (Stage stage in draft.Dockerfile.Stages)
        {
            foreach (Instruction instruction in stage.Instructions)
            {
                if (instruction is UserInstruction)
                {
                    break;
                }

                if (instruction is RunInstruction { Command.IsExec: false } run
                    && run.Mounts.All(mount => mount.Kind != MountKind.Cache)
                    && Installer.Find(run.Original) is { CacheTargets.Length: > 0 } installer
                    && basis.Costs.Of(run.Original) is { WaitingSeconds: > 0 } cost)
                {
                    yield return Mount(draft, run, installer, cost, basis);
                }
            }
        }
    }

    private static Rewrite Mount(Draft draft, RunInstruction run, Installer installer, StepCost cost, AdviceBasis basis)
    {
        DraftLines lines = new(draft.Text);
        string mounts = string.Join(' ', installer.CacheTargets.Select(target => $"--mount=type=cache,target={target}"));
        string[] written = [.. lines.WithFlag(run, mounts).Select(line => line.Replace(" --no-cache-dir", "", StringComparison.Ordinal))];
        lines.Replace(run, written);
        Draft? after = draft.With(lines.ToString());
        if (after?.At(run.Lines) is { } same)
        {
            basis.Costs.Learn(same.Original, cost with { Seconds = cost.Seconds - cost.WaitingSeconds, WaitingSeconds = 0 });
        }

        return new Rewrite(
            "cache-mount",
            run.Lines.Start,
            $"keep what \"{installer.Command}\" downloads in a cache mount; the estimate is the time in which it waited and computed nothing",
            after);
    }
}
