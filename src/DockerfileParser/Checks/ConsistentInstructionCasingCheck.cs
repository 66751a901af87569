namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Keywords in upper and in lower case.</summary>
internal static class ConsistentInstructionCasingCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "ConsistentInstructionCasing",
        "consistent-instruction-casing",
        "All keywords have the same case",
        Find);

    private static void Find(CheckContext context)
    {
        Instruction[] all = [.. context.AllInstructions];
        int lower = all.Count(instruction => IsLower(instruction.KeywordAsWritten));
        int upper = all.Count(instruction => IsUpper(instruction.KeywordAsWritten));
        bool wantsLower = lower > upper;
        foreach (Instruction instruction in all)
        {
            string written = instruction.KeywordAsWritten;
            if (!(wantsLower ? IsLower(written) : IsUpper(written)))
            {
                context.Report(instruction, $"\"{written}\" is not in {(wantsLower ? "lower" : "upper")} case as most keywords are");
            }
        }
    }

    private static bool IsLower(string keyword) => !keyword.Any(char.IsUpper);

    private static bool IsUpper(string keyword) => !keyword.Any(char.IsLower);
}
