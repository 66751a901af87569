using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Json;

/// <summary>A manifest or an index as it is read; which of the two it is, its members tell.</summary>
internal sealed class ManifestDocument
{
    [JsonPropertyName("schemaVersion")]
    public int? SchemaVersion { get; set; }

    [JsonPropertyName("mediaType")]
    public string? MediaType { get; set; }

    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; set; }

    [JsonPropertyName("config")]
    public DescriptorDocument? Config { get; set; }

    [JsonPropertyName("layers")]
    public DescriptorDocument?[]? Layers { get; set; }

    [JsonPropertyName("manifests")]
    public DescriptorDocument?[]? Manifests { get; set; }

    [JsonPropertyName("subject")]
    public DescriptorDocument? Subject { get; set; }

    [JsonPropertyName("annotations")]
    public Dictionary<string, string?>? Annotations { get; set; }
}
