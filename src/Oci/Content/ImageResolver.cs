using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>Follows a descriptor through indexes to the manifest of a platform and to its config.</summary>
public static class ImageResolver
{
    private const int MostNestedIndexes = 8;

    /// <summary>Reads a document of at most a number of bytes, checked against its descriptor.</summary>
    public delegate byte[] ReadDocument(Descriptor descriptor, int maxBytes);

    /// <summary>Finds the image that a manifest or index stands for which was fetched already.</summary>
    /// <param name="root">What was fetched.</param>
    /// <param name="platform">Which entry of an index.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ImageNotFoundException">No entry fits the platform.</exception>
    /// <exception cref="InvalidContentException">A document is malformed, or it is no image.</exception>
    public static ResolvedImage Resolve(FetchedManifest root, Platform platform, IArtifactSource source, CancellationToken cancellationToken) => Resolve(
        root.Descriptor,
        platform,
        (descriptor, maxBytes) => descriptor.Digest == root.Descriptor.Digest ? root.Content.ToArray() : source.ReadDocument(descriptor, maxBytes, cancellationToken));

    /// <summary>Finds the image that a descriptor stands for.</summary>
    /// <param name="root">A manifest or an index.</param>
    /// <param name="platform">Which entry of an index.</param>
    /// <param name="read">Reads a document.</param>
    /// <exception cref="ImageNotFoundException">No entry fits the platform.</exception>
    /// <exception cref="InvalidContentException">A document is malformed, or it is no image.</exception>
    public static ResolvedImage Resolve(Descriptor root, Platform platform, ReadDocument read)
    {
        Descriptor found = root;
        for (int depth = 0; depth < MostNestedIndexes; depth++)
        {
            byte[] json = read(found, DocumentLimits.Manifest);
            if (!ManifestJson.IsIndex(json, found.MediaType))
            {
                return ReadImage(root, found, json, read);
            }

            ImageIndex index = ManifestJson.ReadIndex(json, found.MediaType);
            found = index.Select(platform) ?? throw new ImageNotFoundException(
                $"index {found.Digest} has no image for {platform}; it has {PlatformsOf(index)}");
        }

        throw new InvalidContentException($"indexes below {root.Digest} are nested more than {MostNestedIndexes} deep");
    }

    private static ResolvedImage ReadImage(Descriptor root, Descriptor found, byte[] json, ReadDocument read)
    {
        ImageManifest manifest = ManifestJson.ReadManifest(json, found.MediaType);

        // Early Docker registries served configs as plain octets.
        if (!MediaTypes.IsConfig(manifest.Config.MediaType) && manifest.Config.MediaType != "application/octet-stream")
        {
            throw new InvalidContentException(
                $"manifest {found.Digest} is no image: its config is \"{manifest.ArtifactType ?? manifest.Config.MediaType}\"");
        }

        byte[] configBytes = read(manifest.Config, DocumentLimits.Config);
        ImageConfig config = ConfigJson.Read(configBytes);
        return config.DiffIds.Length == manifest.Layers.Length
            ? new ResolvedImage(found with { MediaType = manifest.MediaType }, json, manifest, configBytes, config, root)
            : throw new InvalidContentException(
                $"image {manifest.Config.Digest} has {config.DiffIds.Length} DiffIDs, but its manifest has {manifest.Layers.Length} layers");
    }

    private static string PlatformsOf(ImageIndex index)
    {
        string[] platforms = [.. index.Manifests
            .Where(entry => entry.Platform is not null && entry.Platform.Os != "unknown")
            .Select(entry => entry.Platform!.ToString()).Distinct()];
        return platforms.Length == 0 ? "none" : string.Join(", ", platforms);
    }
}
