namespace Sharpbuild.Dockerfiles.Checks;

/// <summary><c>--platform=$TARGETPLATFORM</c>.</summary>
internal static class RedundantTargetPlatformCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "RedundantTargetPlatform",
        "redundant-target-platform",
        "The target platform is the default of FROM",
        Find);

    private const string Variable = "TARGETPLATFORM";

    private static void Find(CheckContext context)
    {
        string? target = context.Evaluation.Globals.Variables.GetValueOrDefault(Variable);
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            if (stage.Platform is { Matched: [Variable], Unmatched: [], Value: var value } && value == target)
            {
                context.Report(stage.Stage.From, $"--platform={stage.Stage.From.Platform} is what FROM does anyway");
            }
        }
    }
}
