namespace Sharpbuild.Insight.Advising;

/// <summary>Advice as a patch of the context.</summary>
/// <param name="DockerfilePath">The Dockerfile's path below the context.</param>
/// <param name="IgnorePath">The ignore file's path below the context.</param>
public sealed record AdvicePatch(string DockerfilePath, string IgnorePath)
{
    /// <summary>What turns some files into others; empty where they are equal.</summary>
    public string Of(Draft before, Draft after) =>
        UnifiedDiff.Of(DockerfilePath, before.Text, after.Text) + UnifiedDiff.Of(IgnorePath, before.Ignore, after.Ignore);
}
