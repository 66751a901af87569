namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A relative WORKDIR on a directory that the base image decides.</summary>
internal static class WorkdirRelativePathCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "WorkdirRelativePath",
        "workdir-relative-path",
        "The first WORKDIR is absolute",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            if (evaluated is { Instruction: WorkdirInstruction, HasWorkdir: false, Words: [var path] } && !path.StartsWith('/'))
            {
                context.Report(evaluated.Instruction, $"\"{path}\" is relative to what the base image happens to set");
            }
        }
    }
}
