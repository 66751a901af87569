namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A variable that is used before it is defined.</summary>
internal static class UndefinedVarCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "UndefinedVar",
        "undefined-var",
        "Variables are defined before they are used",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            foreach (string name in evaluated.Undefined)
            {
                string? hint = Suggestions.DidYouMean(name, evaluated.Known.Keys.Order(StringComparer.Ordinal), "$");
                context.Report(evaluated.Instruction, $"\"${name}\" is not defined here{(hint is null ? "" : $" ({hint})")}");
            }
        }
    }
}
