using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Oci.Model;

/// <summary>The media types of image documents and layers, in their OCI and their Docker form.</summary>
/// <remarks>OCI image specification, media-types.md; Docker "Image Manifest V 2, Schema 2".</remarks>
public static class MediaTypes
{
    /// <summary>An OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>An OCI image config.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>An uncompressed OCI layer.</summary>
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>An OCI layer compressed with gzip.</summary>
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>An OCI layer compressed with Zstandard.</summary>
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>The empty JSON object, the config of artifacts.</summary>
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";

    /// <summary>A Docker image manifest, schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>A Docker manifest list.</summary>
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>A Docker image config.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>An uncompressed Docker layer.</summary>
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>A Docker layer compressed with gzip.</summary>
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>A Docker layer compressed with Zstandard.</summary>
    public const string DockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd";

    private const string OciForeignPrefix = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private const string DockerForeignPrefix = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    /// <summary>Whether the type is that of an image manifest.</summary>
    public static bool IsManifest(string? mediaType) => mediaType is OciManifest or DockerManifest;

    /// <summary>Whether the type is that of an index or manifest list.</summary>
    public static bool IsIndex(string? mediaType) => mediaType is OciIndex or DockerIndex;

    /// <summary>Whether the type is that of an image config.</summary>
    public static bool IsConfig(string? mediaType) => mediaType is OciConfig or DockerConfig;

    /// <summary>Whether the type is that of a layer whose compression is known.</summary>
    public static bool IsLayer(string? mediaType) => TryGetCompression(mediaType, out _);

    /// <summary>Whether the type is one of Docker's own.</summary>
    public static bool IsDocker(string? mediaType) => mediaType is not null && mediaType.StartsWith("application/vnd.docker.", StringComparison.Ordinal);

    /// <summary>Whether the type marks a layer that its owner does not want to be copied to other registries.</summary>
    public static bool IsForeignLayer(string? mediaType) => mediaType is not null
        && (mediaType.StartsWith(OciForeignPrefix, StringComparison.Ordinal) || mediaType.StartsWith(DockerForeignPrefix, StringComparison.Ordinal));

    /// <summary>Finds how a layer of a type is compressed.</summary>
    /// <returns>False where the type is not that of a layer.</returns>
    public static bool TryGetCompression(string? mediaType, out CompressionKind compression)
    {
        (bool known, compression) = mediaType switch
        {
            OciLayer or DockerLayer or OciForeignPrefix or DockerForeignPrefix => (true, CompressionKind.Uncompressed),
            OciLayerGzip or DockerLayerGzip or OciForeignPrefix + "+gzip" or DockerForeignPrefix + ".gzip" => (true, CompressionKind.Gzip),
            OciLayerZstd or DockerLayerZstd or OciForeignPrefix + "+zstd" => (true, CompressionKind.Zstd),
            _ => (false, CompressionKind.Uncompressed),
        };
        return known;
    }

    /// <summary>The type of a layer with a compression.</summary>
    /// <param name="compression">The compression.</param>
    /// <param name="docker">Whether Docker's form is wanted.</param>
    public static string ForLayer(CompressionKind compression, bool docker = false) => compression switch
    {
        CompressionKind.Gzip => docker ? DockerLayerGzip : OciLayerGzip,
        CompressionKind.Zstd => docker ? DockerLayerZstd : OciLayerZstd,
        _ => docker ? DockerLayer : OciLayer,
    };

    /// <summary>The same kind of document or layer in the OCI or in Docker's form; other types as they are.</summary>
    public static string Convert(string mediaType, bool docker)
    {
        if (!IsForeignLayer(mediaType) && TryGetCompression(mediaType, out CompressionKind compression))
        {
            return ForLayer(compression, docker);
        }

        return mediaType switch
        {
            OciManifest or DockerManifest => docker ? DockerManifest : OciManifest,
            OciIndex or DockerIndex => docker ? DockerIndex : OciIndex,
            OciConfig or DockerConfig => docker ? DockerConfig : OciConfig,
            _ => mediaType,
        };
    }
}
