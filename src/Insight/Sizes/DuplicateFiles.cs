using System.Collections.Immutable;

namespace Sharpbuild.Insight.Sizes;

/// <summary>Files of several layers that are all seen and have the same content.</summary>
/// <param name="SizeInBytes">The size of one.</param>
/// <param name="Places">Where they are.</param>
public sealed record DuplicateFiles(long SizeInBytes, ImmutableArray<FilePlace> Places)
{
    /// <summary>The bytes beyond the first one.</summary>
    public long RepeatedBytes => SizeInBytes * (Places.Length - 1);
}
