using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>An ARG that changes with every build, declared before an expensive RUN.</summary>
internal static class LateChangingArgumentCheck
{
    public static readonly CheckRule Rule = new(
        "LateChangingArgument",
        "Arguments that change often come after the RUN instructions that do not use them",
        Find);

    private static readonly string[] ChangingWords =
        ["commit", "revision", "sha", "date", "timestamp", "buildnumber", "buildid", "buildtime", "created", "gitsha", "gitcommit", "rev"];

    /// <summary>Defaults that stand for "not given"; any other default is a value that someone pinned.</summary>
    private static readonly string?[] NoDefaults = [null, "", "unknown", "none", "dev", "local", "HEAD", "0"];

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            ImmutableArray<Instruction> instructions = stage.Stage.Instructions;
            for (int index = 0; index < instructions.Length; index++)
            {
                if (ChangingName(instructions[index]) is { } name && FirstUnrelatedRun(instructions[(index + 1)..], name) is { } run)
                {
                    context.Report(
                        instructions[index],
                        $"\"{name}\" changes often and makes line {run.Lines.Start} run again, which does not use it; move it down");
                }
            }
        }
    }

    private static string? ChangingName(Instruction instruction) => instruction switch
    {
        ArgInstruction arg => arg.Declarations
            .Where(declared => NoDefaults.Contains(declared.DefaultValue))
            .Select(declared => declared.Name)
            .FirstOrDefault(IsChanging),
        EnvInstruction env => env.Pairs
            .Where(pair => pair.Value.Contains('$', StringComparison.Ordinal))
            .Select(pair => pair.Key)
            .FirstOrDefault(IsChanging),
        _ => null,
    };

    private static bool IsChanging(string name) =>
        name.ToLowerInvariant().Split('_').Any(ChangingWords.Contains)
        || ChangingWords.Contains(name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant());

    /// <summary>The first RUN, if it does not mention the variable: a RUN that needs it is not to blame.</summary>
    private static RunInstruction? FirstUnrelatedRun(ImmutableArray<Instruction> rest, string name)
    {
        RunInstruction? run = rest.OfType<RunInstruction>().FirstOrDefault();
        return run is null || ShellText.Of(run).Contains(name, StringComparison.Ordinal) ? null : run;
    }
}
