namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A recursive chown or chmod, which copies every file into a new layer.</summary>
internal static class RecursiveOwnerChangeCheck
{
    public static readonly CheckRule Rule = new(
        "RecursiveOwnerChange",
        "Owner and mode are set where files are made or copied",
        Find);

    private static readonly string[] Commands =
        ["chown -R", "chmod -R", "chown --recursive", "chmod --recursive", "chown -hR", "chown -Rh"];

    private static void Find(CheckContext context)
    {
        foreach (RunInstruction run in context.Evaluated.Select(evaluated => evaluated.Instruction).OfType<RunInstruction>())
        {
            if (ShellText.FindCommand(run, Commands) is { } command)
            {
                string flag = command.StartsWith("chown", StringComparison.Ordinal) ? "--chown" : "--chmod";
                context.Report(
                    run, $"\"{command}\" stores every file a second time; set it with COPY {flag}, or in the RUN that makes the files");
            }
        }
    }
}
