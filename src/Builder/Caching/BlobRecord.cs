using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Caching;

/// <summary>A compressed form of a layer.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="SizeInBytes">Its size.</param>
public sealed record BlobRecord(string MediaType, string Digest, long SizeInBytes)
{
    /// <summary>The record of a blob.</summary>
    public static BlobRecord Of(Descriptor blob) => new(blob.MediaType, blob.Digest.ToString(), blob.SizeInBytes);

    /// <summary>The blob.</summary>
    /// <exception cref="FormatException">The digest is none.</exception>
    public Descriptor ToDescriptor() => new(MediaType, Oci.Digest.Parse(Digest), SizeInBytes);
}
