namespace Sharpbuild.Builder.History;

/// <summary>What a stage starts from.</summary>
/// <param name="Kind"><c>scratch</c>, <c>stage</c>, <c>context</c> or <c>image</c>.</param>
/// <param name="Name">The image's or stage's name, variables replaced; empty for scratch.</param>
/// <param name="Source">The value of <c>--build-context</c> that replaced the name, or null.</param>
/// <param name="Digest">The digest of the image's manifest, once it was resolved.</param>
public sealed record RecordedBase(string Kind, string Name, string? Source, string? Digest)
{
    /// <summary>The kind of a base that is a stage of the same file.</summary>
    public const string Stage = "stage";
}
