namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The old MAINTAINER instruction.</summary>
internal static class MaintainerDeprecatedCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "MaintainerDeprecated",
        "maintainer-deprecated",
        "A label names the author of an image",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (MaintainerInstruction maintainer in context.AllInstructions.OfType<MaintainerInstruction>())
        {
            context.Report(maintainer, "MAINTAINER is deprecated: write LABEL org.opencontainers.image.authors=...");
        }
    }
}
