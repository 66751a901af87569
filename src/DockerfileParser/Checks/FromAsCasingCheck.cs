namespace Sharpbuild.Dockerfiles.Checks;

/// <summary><c>FROM</c> and <c>as</c> in different case.</summary>
internal static class FromAsCasingCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "FromAsCasing",
        "from-as-casing",
        "FROM and AS have the same case",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (FromInstruction from in context.Dockerfile.Stages.Select(stage => stage.From))
        {
            string keyword = from.KeywordAsWritten;
            bool isLower = !keyword.Any(char.IsUpper);
            bool isUpper = !keyword.Any(char.IsLower);
            if (from.AsAsWritten is { } written && (isLower || isUpper) && written.Any(isLower ? char.IsUpper : char.IsLower))
            {
                context.Report(from, $"\"{keyword}\" and \"{written}\" differ in case");
            }
        }
    }
}
