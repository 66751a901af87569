using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Json;

/// <summary>An image config as it is read.</summary>
internal sealed class ImageConfigDocument
{
    [JsonPropertyName("architecture")]
    public string? Architecture { get; set; }

    [JsonPropertyName("os")]
    public string? Os { get; set; }

    [JsonPropertyName("variant")]
    public string? Variant { get; set; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; set; }

    [JsonPropertyName("os.features")]
    public string?[]? OsFeatures { get; set; }

    [JsonPropertyName("created")]
    public string? Created { get; set; }

    [JsonPropertyName("author")]
    public string? Author { get; set; }

    [JsonPropertyName("config")]
    public ContainerConfigDocument? Config { get; set; }

    [JsonPropertyName("rootfs")]
    public RootFilesystemDocument? RootFilesystem { get; set; }

    [JsonPropertyName("history")]
    public HistoryDocument?[]? History { get; set; }

    [JsonPropertyName(ConfigJson.InlineCacheMember)]
    public string? InlineCache { get; set; }
}
