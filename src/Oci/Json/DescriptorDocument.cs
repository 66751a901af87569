using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Json;

/// <summary>A descriptor as it is read.</summary>
internal sealed class DescriptorDocument
{
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; set; }

    [JsonPropertyName("digest")]
    public string? Digest { get; set; }

    [JsonPropertyName("size")]
    public long? Size { get; set; }

    [JsonPropertyName("annotations")]
    public Dictionary<string, string?>? Annotations { get; set; }

    [JsonPropertyName("platform")]
    public PlatformDocument? Platform { get; set; }

    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; set; }
}
