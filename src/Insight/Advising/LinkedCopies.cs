using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Insight.Advising;

/// <summary>Makes a COPY independent of the layers below it, so that another base or an earlier step does not repeat it.</summary>
internal sealed class LinkedCopies : IAdvisor
{
    /// <summary>A smaller layer is not worth a copy that behaves a little differently.</summary>
    private const long LeastLayerBytes = 1_000_000;

    /// <summary>Directories that are symbolic links in many bases; a linked copy would hide the link.</summary>
    private static readonly string[] OftenLinks = ["/bin", "/sbin", "/lib", "/lib64", "/var/run", "/var/lock"];

    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (Stage stage in draft.Dockerfile.Stages)
        {
            string workingDirectory = "/";
            List<RunInstruction> commands = [];
            foreach (Instruction instruction in stage.Instructions)
            {
                switch (instruction)
                {
                    case WorkdirInstruction workdir:
                        workingDirectory = CleanPath.Of(workdir.Path.StartsWith('/') ? workdir.Path : $"{workingDirectory}/{workdir.Path}");
                        break;
                    case RunInstruction run:
                        commands.Add(run);
                        break;
                    case CopyInstruction { Flags.Link: false } copy when basis.Costs.Of(copy.Original).SizeInBytes >= LeastLayerBytes && MayLink(copy, workingDirectory, commands):
                        yield return Link(draft, copy, basis);
                        break;
                }
            }
        }
    }

    /// <summary>Whether nothing that is known stands against it: an owner by name is looked up in the layers below, and a command may have made the place.</summary>
    private static bool MayLink(CopyInstruction copy, string workingDirectory, List<RunInstruction> commands)
    {
        string destination = CleanPath.Of(copy.Destination.StartsWith('/') ? copy.Destination : $"{workingDirectory}/{copy.Destination}");
        return !destination.Contains('$', StringComparison.Ordinal)
            && copy.Flags.Chown?.AsSpan().ContainsAnyExcept("0123456789:") != true
            && !OftenLinks.Any(link => destination == link || destination.StartsWith(link + "/", StringComparison.Ordinal))
            && !commands.Any(run => destination != "/" && run.Original.Contains(destination, StringComparison.Ordinal));
    }

    private static Rewrite Link(Draft draft, CopyInstruction copy, AdviceBasis basis)
    {
        DraftLines lines = new(draft.Text);
        lines.Replace(copy, lines.WithFlag(copy, "--link"));
        Draft? after = draft.With(lines.ToString());
        if (after?.At(copy.Lines) is { } changed)
        {
            basis.Costs.Learn(changed.Original, basis.Costs.Of(copy.Original));
        }

        return new Rewrite("linked-copy", copy.Lines.Start, $"write {copy.KeywordAsWritten} --link: another base or an earlier step does not repeat it then", after);
    }
}
