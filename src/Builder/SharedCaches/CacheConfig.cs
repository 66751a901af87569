using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>The config of a cache's manifest: what its blobs are.</summary>
/// <param name="Form">How its layers were compressed; null where that is not known, or by a version that gives other bytes.</param>
/// <param name="Steps">The steps.</param>
/// <param name="Files">The lists of files.</param>
internal sealed record CacheConfig(CompressionOptions? Form, ImmutableArray<SharedStep> Steps, ImmutableArray<SharedFiles> Files)
{
    /// <summary>Fingerprints of selections in trees that are known by name, so that no layer is fetched to list its files.</summary>
    public ImmutableArray<KeyPart> Selections { get; init; } = [];

    /// <summary>The form that this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The <c>artifactType</c> of a cache's manifest.</summary>
    public const string ArtifactType = "application/vnd.sharpbuild.cache.v1+json";

    /// <summary>The media type of the config.</summary>
    public const string MediaType = "application/vnd.sharpbuild.cache.config.v1+json";

    /// <summary>The media type of a list of files.</summary>
    public const string FilesMediaType = "application/vnd.sharpbuild.cache.files.v1";

    /// <summary>The most bytes of a list of files: what a context of half a million files takes.</summary>
    public const int MostFilesBytes = 64 << 20;

    /// <summary>All blobs that it speaks of, each once.</summary>
    public IEnumerable<Descriptor> Blobs => Steps.Select(step => step.Layer.Blob!.ToDescriptor()).Concat(Files.Select(files => files.Blob)).DistinctBy(blob => blob.Digest);
}
