using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>A manifest or index as it was found.</summary>
/// <param name="Descriptor">Its media type, the digest of its bytes and its size.</param>
/// <param name="Content">Its bytes.</param>
public sealed record FetchedManifest(Descriptor Descriptor, ReadOnlyMemory<byte> Content);
