namespace Sharpbuild.Builder.Caching;

/// <summary>A compressed form of a layer.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="SizeInBytes">Its size.</param>
public sealed record BlobRecord(string MediaType, string Digest, long SizeInBytes);
