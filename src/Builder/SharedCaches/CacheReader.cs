using System.Collections.Immutable;

using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>Reads caches: of their blobs only the configs.</summary>
/// <param name="source">Where the cache is.</param>
/// <param name="platform">Which image of an index has the cache inside.</param>
internal sealed class CacheReader(IArtifactSource source, Platform platform)
{
    private const int MostManifests = 256;

    /// <summary>Reads the configs.</summary>
    /// <exception cref="ImageNotFoundException">There is no such cache.</exception>
    /// <exception cref="InvalidContentException">It is malformed, or something else than a cache.</exception>
    public IReadOnlyList<CacheConfig> Read(string? tagOrDigest, CancellationToken cancellationToken)
    {
        FetchedManifest root = source.GetManifest(tagOrDigest, cancellationToken);
        if (!ManifestJson.IsIndex(root.Content.Span, root.Descriptor.MediaType))
        {
            ImageManifest manifest = ManifestJson.ReadManifest(root.Content.Span, root.Descriptor.MediaType);
            return [MediaTypes.IsConfig(manifest.Config.MediaType) ? ReadImage(root, cancellationToken) : Read(manifest, cancellationToken)];
        }

        ImageIndex index = ManifestJson.ReadIndex(root.Content.Span, root.Descriptor.MediaType);
        return index.ArtifactType != CacheConfig.ArtifactType ? [ReadImage(root, cancellationToken)]
            : index.Manifests.Length > MostManifests ? throw new InvalidContentException($"it has {index.Manifests.Length} manifests, more than the {MostManifests} that are allowed")
            : [.. index.Manifests.Select(entry => Read(ManifestJson.ReadManifest(source.ReadDocument(entry, DocumentLimits.Manifest, cancellationToken), entry.MediaType), cancellationToken))];
    }

    private CacheConfig Read(ImageManifest manifest, CancellationToken cancellationToken) => manifest.Config.MediaType == CacheConfig.MediaType
        ? CacheConfigJson.Read(source.ReadDocument(manifest.Config, DocumentLimits.Config, cancellationToken), manifest.Layers)
        : throw new InvalidContentException($"it is no cache of sharpbuild, but \"{manifest.ArtifactType ?? manifest.Config.MediaType}\"");

    private CacheConfig ReadImage(FetchedManifest root, CancellationToken cancellationToken)
    {
        ResolvedImage image = ImageResolver.Resolve(root, platform, source, cancellationToken);
        return image.Config.InlineCache is { } inline
            ? InlineCache.Read(inline, image.Manifest.Layers)
            : throw new InvalidContentException("it is an image without a cache: build it with --cache-to type=inline");
    }
}
