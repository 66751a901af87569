namespace Sharpbuild.Oci.Compression;

/// <summary>What identifies a compressed blob.</summary>
/// <param name="Digest">The digest of the compressed bytes.</param>
/// <param name="SizeInBytes">Their number.</param>
public readonly record struct CompressedBlob(Digest Digest, long SizeInBytes);
