namespace Sharpbuild.Insight.Sizes;

/// <summary>A file in a layer.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Layer">The layer, from 1.</param>
/// <param name="SizeInBytes">Its size.</param>
public sealed record FilePlace(string Path, int Layer, long SizeInBytes);
