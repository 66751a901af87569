namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A comment above FROM or ARG that does not begin with the name it describes.</summary>
internal static class InvalidDefinitionDescriptionCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "InvalidDefinitionDescription",
        "invalid-definition-description",
        "A comment above a stage or an argument begins with its name",
        Find) with
    {
        IsExperimental = true,
    };

    private static void Find(CheckContext context)
    {
        IEnumerable<Instruction> all = context.Dockerfile.GlobalArguments.Concat<Instruction>(context.AllInstructions);
        foreach (Instruction instruction in all.Where(instruction => !instruction.LeadingComments.IsEmpty))
        {
            string[] names = Names(instruction);
            string first = instruction.LeadingComments[^1].Split(' ', 2)[0];
            if (names.Length > 0 && !names.Contains(first))
            {
                string name = names.Length == 1 ? names[0] : "NAME";
                context.Report(instruction, $"the comment above {instruction.Keyword} does not begin with \"# {name}\"");
            }
        }
    }

    private static string[] Names(Instruction instruction) => instruction switch
    {
        FromInstruction { StageName: { } name } => [name.ToLowerInvariant()],
        ArgInstruction arg => [.. arg.Declarations.Select(declared => declared.Name)],
        _ => [],
    };
}
