using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Builder.Options;

/// <summary>One <c>-o</c> of the command line.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Destination">The host path; <c>-</c> is standard output; null for the store.</param>
/// <param name="AsArchive">Whether an OCI layout is written as one tar.</param>
/// <param name="Names">The image's names in this output; empty for the build's own tags.</param>
/// <param name="Compression">How layers that the build made are compressed; null for what is usual for the form.</param>
/// <param name="CompressionLevel">The level; null for the default.</param>
/// <param name="ForceCompression">Whether layers of the base are compressed anew too.</param>
/// <param name="Push">Whether the image goes to its registry.</param>
public sealed record OutputOption(
    OutputKind Kind,
    string? Destination = null,
    bool AsArchive = true,
    IReadOnlyList<ImageReference>? Names = null,
    CompressionKind? Compression = null,
    int? CompressionLevel = null,
    bool ForceCompression = false,
    bool Push = false)
{
    /// <summary>How layers that the build made are compressed in this output: with gzip where nothing is said and they leave this machine.</summary>
    public CompressionKind LayerCompression => Compression ?? (Kind == OutputKind.Oci || Push ? CompressionKind.Gzip : CompressionKind.Uncompressed);
}
