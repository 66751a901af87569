using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>An image that was found: its manifest and config, checked against their digests.</summary>
/// <param name="ManifestDescriptor">The manifest's descriptor, with the annotations and the platform of the index entry.</param>
/// <param name="ManifestBytes">The manifest as it is.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="ConfigBytes">The config as it is.</param>
/// <param name="Config">The config.</param>
/// <param name="RootDescriptor">What the tag or digest stands for itself: the manifest or the index that lists it.</param>
public sealed record ResolvedImage(
    Descriptor ManifestDescriptor,
    ReadOnlyMemory<byte> ManifestBytes,
    ImageManifest Manifest,
    ReadOnlyMemory<byte> ConfigBytes,
    ImageConfig Config,
    Descriptor RootDescriptor)
{
    /// <summary>The descriptor of the config; its digest is the image ID.</summary>
    public Descriptor ConfigDescriptor => Manifest.Config;
}
