namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A variable in FROM that no global ARG declares.</summary>
internal static class UndefinedArgInFromCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "UndefinedArgInFrom",
        "undefined-arg-in-from",
        "FROM uses variables that an ARG above it declares",
        Find);

    private static void Find(CheckContext context)
    {
        GlobalScope globals = context.Evaluation.Globals;
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            IEnumerable<string> unmatched = stage.Name.Unmatched.Concat(stage.Platform?.Unmatched ?? []);
            foreach (string name in unmatched.Where(name => !globals.Declared.Contains(name)))
            {
                string? hint = Suggestions.DidYouMean(name, globals.Declared, "$");
                context.Report(stage.Stage.From, $"\"${name}\" is not declared before FROM{(hint is null ? "" : $" ({hint})")}");
            }
        }
    }
}
