using System.Collections.Immutable;

namespace Sharpbuild.Oci.Model;

/// <summary>An image: its config and its layers.</summary>
/// <param name="MediaType"><see cref="MediaTypes.OciManifest"/> or <see cref="MediaTypes.DockerManifest"/>.</param>
/// <param name="Config">The config.</param>
/// <param name="Layers">The layers, the lowest first.</param>
/// <param name="Annotations">Free names and values.</param>
/// <param name="ArtifactType">The type of an artifact that is no image, or null.</param>
/// <param name="Subject">The manifest that this one speaks about, or null.</param>
/// <remarks>OCI image specification, manifest.md.</remarks>
public sealed record ImageManifest(
    string MediaType,
    Descriptor Config,
    ImmutableArray<Descriptor> Layers,
    ImmutableSortedDictionary<string, string> Annotations,
    string? ArtifactType = null,
    Descriptor? Subject = null)
{
    /// <summary>Makes a manifest without annotations.</summary>
    public ImageManifest(string mediaType, Descriptor config, ImmutableArray<Descriptor> layers)
        : this(mediaType, config, layers, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal))
    {
    }
}
