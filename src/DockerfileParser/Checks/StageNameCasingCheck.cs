namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A stage name with upper-case letters.</summary>
internal static class StageNameCasingCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "StageNameCasing",
        "stage-name-casing",
        "Stage names are in lower case",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (FromInstruction from in context.Dockerfile.Stages.Select(stage => stage.From))
        {
            if (from.StageName is { } name && name.Any(char.IsUpper))
            {
                context.Report(from, $"stage name \"{name}\" has upper-case letters");
            }
        }
    }
}
