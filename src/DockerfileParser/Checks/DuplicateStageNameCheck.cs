namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Two stages of one name.</summary>
internal static class DuplicateStageNameCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "DuplicateStageName",
        "duplicate-stage-name",
        "Every stage has a name of its own",
        Find);

    private static void Find(CheckContext context)
    {
        HashSet<string> seen = [];
        foreach (Stage stage in context.Dockerfile.Stages.Where(stage => stage.Name is not null && !seen.Add(stage.Name)))
        {
            context.Report(stage.From, $"stage name \"{stage.Name}\" is used before");
        }
    }
}
