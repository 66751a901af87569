using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Insight.Advising;

/// <summary>Sets the owner when files are copied, in place of a recursive chown that stores them again.</summary>
internal sealed class OwnersAtCopy : IAdvisor
{
    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (Stage stage in draft.Dockerfile.Stages)
        {
            string workingDirectory = "/";
            CopyInstruction? copy = null;
            foreach (Instruction instruction in stage.Instructions)
            {
                switch (instruction)
                {
                    case WorkdirInstruction workdir:
                        workingDirectory = CleanPath.Of(workdir.Path.StartsWith('/') ? workdir.Path : $"{workingDirectory}/{workdir.Path}");
                        break;
                    case CopyInstruction { Flags.Chown: null } plain:
                        copy = plain;
                        break;
                    case RunInstruction run when copy is not null && OwnerOf(run, copy, workingDirectory) is { } owner:
                        yield return Change(draft, copy, run, owner, basis);
                        break;
                    case RunInstruction or CopyInstruction:
                        copy = null;
                        break;
                }
            }
        }
    }

    /// <summary>The owner that a RUN gives to what the COPY wrote and to nothing else; null where it does other things.</summary>
    private static string? OwnerOf(RunInstruction run, CopyInstruction copy, string workingDirectory)
    {
        string[] words = run.Command.IsExec || !run.Heredocs.IsEmpty ? [] : run.Command.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["chown", "-R" or "--recursive", var owner, var path] || path.Contains('$', StringComparison.Ordinal) || copy.Destination.Contains('$', StringComparison.Ordinal))
        {
            return null;
        }

        return Absolute(path, workingDirectory) == Absolute(copy.Destination, workingDirectory) ? owner : null;
    }

    private static string Absolute(string path, string workingDirectory) => CleanPath.Of(path.StartsWith('/') ? path : $"{workingDirectory}/{path}");

    private static Rewrite Change(Draft draft, CopyInstruction copy, RunInstruction run, string owner, AdviceBasis basis)
    {
        DraftLines lines = new(draft.Text);
        lines.Replace(copy, lines.WithFlag(copy, $"--chown={owner}"));
        lines.Remove(run);
        Draft? after = draft.With(lines.ToString());
        if (after?.At(copy.Lines) is { } changed)
        {
            basis.Costs.Learn(changed.Original, basis.Costs.Of(copy.Original));
        }

        return new Rewrite(
            "owner-at-copy",
            run.Lines.Start,
            $"set the owner with COPY --chown={owner}: the recursive chown stores every file a second time",
            after,
            basis.Costs.Of(run.Original).SizeInBytes,
            ImprovesAnyway: true);
    }
}
