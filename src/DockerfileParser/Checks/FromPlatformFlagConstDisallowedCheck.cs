namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A fixed platform in FROM.</summary>
internal static class FromPlatformFlagConstDisallowedCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "FromPlatformFlagConstDisallowed",
        "from-platform-flag-const-disallowed",
        "The platform of FROM is a variable",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            if (stage.Platform is { Matched: [], Unmatched: [], Error: null, Value: var platform }
                && PlatformName.TryParse(platform, out string os, out string architecture)
                && !Mentions(stage.Stage.Name, os)
                && !Mentions(stage.Stage.Name, architecture))
            {
                context.Report(stage.Stage.From, $"--platform is the constant \"{platform}\"");
            }
        }
    }

    private static bool Mentions(string? stageName, string part) =>
        stageName is not null && stageName.Contains(part, StringComparison.Ordinal);
}
