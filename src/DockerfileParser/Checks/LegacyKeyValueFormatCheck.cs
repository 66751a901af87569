namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>ENV and LABEL with a blank in place of <c>=</c>.</summary>
internal static class LegacyKeyValueFormatCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "LegacyKeyValueFormat",
        "legacy-key-value-format",
        "ENV and LABEL have an equals sign between name and value",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (Instruction instruction in context.Evaluated.Select(evaluated => evaluated.Instruction))
        {
            IEnumerable<KeyValueWord> pairs = instruction switch
            {
                EnvInstruction env => env.Pairs,
                LabelInstruction label => label.Pairs,
                _ => [],
            };
            foreach (KeyValueWord pair in pairs.Where(pair => pair.Separator.Length == 0))
            {
                context.Report(instruction, $"write {instruction.Keyword} {pair.Key}=VALUE in place of the old form with a blank");
            }
        }
    }
}
