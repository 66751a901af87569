namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The whole context copied without an ignore file.</summary>
internal static class WholeContextCopiedCheck
{
    public static readonly CheckRule Rule = new(
        "WholeContextCopied",
        "An ignore file stands beside a Dockerfile that copies the whole context",
        Find);

    private static void Find(CheckContext context)
    {
        if (context.Options.Ignore is { IsEmpty: false })
        {
            return;
        }

        foreach (EvaluatedInstruction evaluated in context.Evaluated.Where(ContextCopy.IsWhole))
        {
            context.Report(evaluated.Instruction, "the whole context is copied, .git and secrets too; add a .dockerignore");
        }
    }
}
