namespace Sharpbuild.Oci.Layers;

/// <summary>What identifies a written layer.</summary>
/// <param name="DiffId">The digest of the uncompressed tar stream.</param>
/// <param name="ContentDigest">The digest of the entries without their times; equal for layers that differ in times alone.</param>
/// <param name="SizeInBytes">The length of the uncompressed tar stream.</param>
/// <param name="EntryCount">The number of entries, markers included.</param>
public sealed record LayerDigests(Digest DiffId, Digest ContentDigest, long SizeInBytes, int EntryCount);
