using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Registry;

/// <summary>A manifest or index as a registry gave it.</summary>
/// <param name="Descriptor">Its media type, the digest of its bytes and its size.</param>
/// <param name="Content">Its bytes.</param>
public sealed record FetchedManifest(Descriptor Descriptor, ReadOnlyMemory<byte> Content);
