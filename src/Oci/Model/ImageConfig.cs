using System.Collections.Immutable;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Model;

/// <summary>The config of an image: platform, run-time settings, layers by DiffID and history.</summary>
/// <remarks>OCI image specification, config.md. The digest of its canonical JSON is the image ID.</remarks>
public sealed record ImageConfig
{
    /// <summary>The architecture as Go names it.</summary>
    public required string Architecture { get; init; }

    /// <summary>The operating system as Go names it.</summary>
    public required string Os { get; init; }

    /// <summary>The variant of the architecture, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>The version of the operating system, or null.</summary>
    public string? OsVersion { get; init; }

    /// <summary>Features of the operating system that must be there.</summary>
    public ImmutableArray<string> OsFeatures { get; init; } = [];

    /// <summary>When the image was made, or null.</summary>
    public UnixTime? Created { get; init; }

    /// <summary>Who made it, or null.</summary>
    public string? Author { get; init; }

    /// <summary>How a container of it runs.</summary>
    public ContainerConfig Config { get; init; } = ContainerConfig.Empty;

    /// <summary>The DiffIDs of its layers, the lowest first.</summary>
    public ImmutableArray<Digest> DiffIds { get; init; } = [];

    /// <summary>How it was made, the oldest step first.</summary>
    public ImmutableArray<HistoryEntry> History { get; init; } = [];

    /// <summary>The cache of the steps that made its layers (<c>--cache-to type=inline</c>), Base64; null where it has none.</summary>
    public string? InlineCache { get; init; }

    /// <summary>What the image runs on.</summary>
    public Platform Platform => new(Os, Architecture, Variant, OsVersion);

    /// <summary>A config of an image without layers.</summary>
    public static ImageConfig Scratch(Platform platform) => new()
    {
        Architecture = platform.Architecture,
        Os = platform.Os,
        Variant = platform.Variant,
        OsVersion = platform.OsVersion,
    };
}
