namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A stage named <c>context</c> or <c>scratch</c>.</summary>
internal static class ReservedStageNameCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "ReservedStageName",
        "reserved-stage-name",
        "A stage has no reserved name",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (Stage stage in context.Dockerfile.Stages.Where(stage => stage.Name is "context" or "scratch"))
        {
            context.Report(stage.From, $"\"{stage.Name}\" has a meaning of its own and cannot name a stage");
        }
    }
}
