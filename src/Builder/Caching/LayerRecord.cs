namespace Sharpbuild.Builder.Caching;

/// <summary>A layer as cache records know it.</summary>
/// <param name="DiffId">The digest of the uncompressed tar.</param>
/// <param name="ContentDigest">The digest of the entries without their times.</param>
/// <param name="SizeInBytes">The size of the uncompressed tar.</param>
public sealed record LayerRecord(string DiffId, string ContentDigest, long SizeInBytes)
{
    /// <summary>The form in which another machine gave it; null where the store has the uncompressed tar.</summary>
    public BlobRecord? Blob { get; init; }
}
