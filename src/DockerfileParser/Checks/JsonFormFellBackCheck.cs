namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Text that was meant as a JSON array and runs through the shell.</summary>
internal static class JsonFormFellBackCheck
{
    public static readonly CheckRule Rule = new(
        "JsonFormFellBack",
        "What looks like a JSON array is one",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (Instruction instruction in context.Evaluated.Select(evaluated => evaluated.Instruction))
        {
            string first = instruction switch
            {
                CmdInstruction cmd => cmd.Command.Text,
                EntrypointInstruction entrypoint => entrypoint.Command.Text,
                RunInstruction run => run.Command.Text,
                HealthcheckInstruction { Command: { } command } => command.Text,
                VolumeInstruction volume => volume.Paths[0],
                CopyInstruction { Sources: [var source, ..] } => source,
                _ => "",
            };
            if (IsAlmostJson(first))
            {
                context.Report(
                    instruction,
                    $"the brackets of {instruction.Keyword} are no JSON array and are taken literally; "
                    + "use double quotes and no comma at the end");
            }
        }
    }

    /// <summary><c>[ -f x ]</c> and <c>[[ … ]]</c> are tests of the shell.</summary>
    private static bool IsAlmostJson(string text) =>
        text.StartsWith('[') && text[1..].TrimStart() is ['"' or '\'' or '“' or '‘', ..];
}
