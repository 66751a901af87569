using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Moves an ARG that changes, with the LABELs that use it, below the steps that do not use it.</summary>
internal sealed class ArgumentsLate : IAdvisor
{
    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (Stage stage in draft.Dockerfile.Stages)
        {
            for (int index = 0; index < stage.Instructions.Length; index++)
            {
                if (stage.Instructions[index] is ArgInstruction { Declarations: [var declared] } arg
                    && basis.Series.Any(build => build.Arguments.Contains(declared.Name))
                    && Move(draft, arg, declared.Name, stage.Instructions[(index + 1)..]) is { } rewrite)
                {
                    yield return rewrite;
                }
            }
        }
    }

    private static Rewrite? Move(Draft draft, ArgInstruction arg, string name, ImmutableArray<Instruction> rest)
    {
        Instruction? user = null;
        Instruction? lastStep = null;
        List<Instruction> labels = [];
        foreach (Instruction instruction in rest)
        {
            if (Mentions.In(instruction, name) && instruction is not LabelInstruction)
            {
                user = instruction;
                break;
            }

            if (Mentions.In(instruction, name))
            {
                labels.Add(instruction);
            }

            lastStep = instruction is RunInstruction or CopyInstruction or WorkdirInstruction ? instruction : lastStep;
        }

        if (lastStep is null)
        {
            return null;
        }

        DraftLines lines = new(draft.Text);
        List<string> moved = [.. lines.Remove(arg)];
        foreach (Instruction label in labels)
        {
            moved.AddRange(lines.Remove(label));
        }

        lines.InsertAfter(lastStep.Lines.End, [.. moved]);
        string place = user is null ? "nothing below it uses it" : $"line {user.Lines.Start} is the first that uses it";
        return new Rewrite("argument-late", arg.Lines.Start, $"move ARG {name} down: its value changes and {place}", draft.With(lines.ToString()));
    }
}
