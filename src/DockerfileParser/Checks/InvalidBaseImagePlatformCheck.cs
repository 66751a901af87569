namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A base image of another platform than was asked for.</summary>
internal static class InvalidBaseImagePlatformCheck
{
    public static readonly CheckRule Rule = new(
        "InvalidBaseImagePlatform",
        "The base image has the platform that is built for",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            string wanted = string.IsNullOrEmpty(stage.Platform?.Value) ? context.Options.Platform : stage.Platform.Value;
            if (stage.Facts is { Platform: var actual }
                && PlatformName.TryParse(wanted, out string os, out string architecture)
                && PlatformName.TryParse(actual, out string actualOs, out string actualArchitecture)
                && (os != actualOs || architecture != actualArchitecture))
            {
                context.Report(stage.Stage.From, $"base image \"{stage.BaseName}\" is for {actual}, not for {wanted}");
            }
        }
    }
}
