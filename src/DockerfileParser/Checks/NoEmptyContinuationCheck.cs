namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>An empty line between continuation lines.</summary>
internal static class NoEmptyContinuationCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "NoEmptyContinuation",
        "no-empty-continuation",
        "An empty line inside an instruction will be an error in future",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (LineRange lines in context.Dockerfile.EmptyContinuations)
        {
            context.Report(lines with { Start = lines.End }, "an empty line stands inside an instruction");
        }
    }
}
