using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Json;

/// <summary>A platform as it is read.</summary>
internal sealed class PlatformDocument
{
    [JsonPropertyName("architecture")]
    public string? Architecture { get; set; }

    [JsonPropertyName("os")]
    public string? Os { get; set; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; set; }

    [JsonPropertyName("variant")]
    public string? Variant { get; set; }
}
