using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Builder.Options;

/// <summary>One <c>--cache-to</c>: where the steps of this build are kept for other machines.</summary>
/// <param name="Type">One of the names of <c>CacheTable</c>.</param>
public sealed record CacheExportOption(string Type)
{
    /// <summary>The name in a registry; null for other types.</summary>
    public ImageReference? Reference { get; init; }

    /// <summary>The directory of <c>type=local</c>; null for other types.</summary>
    public string? HostPath { get; init; }

    /// <summary>The cache's name in the directory.</summary>
    public string Tag { get; init; } = "latest";

    /// <summary>Whether steps go in whose layers are not the image's (<c>mode=max</c>).</summary>
    public bool OfAllStages { get; init; }

    /// <summary>How layers are compressed; null for the form of the image with <c>type=inline</c>.</summary>
    public CompressionOptions? Compression { get; init; }

    /// <summary>Whether a cache that can't be written is only told.</summary>
    public bool IgnoresErrors { get; init; }

    /// <summary>Whether everything else in the directory goes.</summary>
    public bool Resets { get; init; }

    /// <summary>How messages name it.</summary>
    public string Name => Reference?.ToFamiliarString() ?? HostPath ?? Type;
}
