namespace Sharpbuild.Insight.Sizes;

/// <summary>A file whose bytes are shipped and never seen.</summary>
/// <param name="Path">Its path.</param>
/// <param name="SizeInBytes">Its size.</param>
/// <param name="Layer">The layer that holds it, from 1.</param>
/// <param name="HiddenBy">The layer that hides it, from 1.</param>
/// <param name="How"><c>deleted</c>, <c>overwritten</c>, or <c>metadata</c>: overwritten by the same content with another mode, owner or time.</param>
public sealed record WastedFile(string Path, long SizeInBytes, int Layer, int HiddenBy, string How)
{
    /// <summary>It was deleted.</summary>
    public const string Deleted = "deleted";

    /// <summary>Other content took its place.</summary>
    public const string Overwritten = "overwritten";

    /// <summary>The same content took its place.</summary>
    public const string Metadata = "metadata";
}
