using System.Collections.Immutable;

namespace Sharpbuild.Builder.History;

/// <summary>What the build gave.</summary>
/// <param name="Manifest">The digest of the image's manifest.</param>
/// <param name="ImageId">The digest of its config.</param>
/// <param name="Names">The names that it got.</param>
/// <param name="Layers">Its layers, those of the base included, lowest first.</param>
public sealed record RecordedResult(string Manifest, string ImageId, ImmutableArray<string> Names, ImmutableArray<RecordedLayer> Layers)
{
    /// <summary>The size of all layers, each as it is in the store.</summary>
    public long SizeInBytes
    {
        get
        {
            long size = 0;
            foreach (RecordedLayer layer in Layers)
            {
                size += layer.SizeInBytes;
            }

            return size;
        }
    }
}
