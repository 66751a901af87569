using Sharpbuild.Builder.Caching;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>One layer of a root file system.</summary>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="ContentKey">What stands for its content in cache keys: the digest without times where a step made it, else the DiffID.</param>
/// <param name="Blob">The blob that holds it, as it is in the store or at its origin.</param>
/// <param name="Origin">Where the blob can be fetched from when the store lacks it; null for layers that were made here.</param>
public sealed record Layer(Digest DiffId, string ContentKey, Descriptor Blob, IImageSource? Origin)
{
    /// <summary>Whether it came with an image; else a step made it, here or on another machine.</summary>
    public bool IsOfBase => ContentKey == DiffId.ToString();

    /// <summary>Whether the blob is the uncompressed tar.</summary>
    public bool IsPlain => Blob.Digest == DiffId;

    /// <summary>The layer that a record tells of.</summary>
    /// <param name="record">The record.</param>
    /// <param name="origin">Where its blob can be fetched from; null where the store has it.</param>
    internal static Layer Of(LayerRecord record, IImageSource? origin = null)
    {
        Digest diffId = Digest.Parse(record.DiffId);
        Descriptor blob = record.Blob?.ToDescriptor() ?? new Descriptor(MediaTypes.OciLayer, diffId, record.SizeInBytes);
        return new Layer(diffId, record.ContentDigest, blob, origin);
    }
}
