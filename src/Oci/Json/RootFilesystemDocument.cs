using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Json;

/// <summary>The <c>rootfs</c> member of an image config as it is read.</summary>
internal sealed class RootFilesystemDocument
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("diff_ids")]
    public string?[]? DiffIds { get; set; }
}
