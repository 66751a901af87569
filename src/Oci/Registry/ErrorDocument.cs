using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Registry;

/// <summary>A registry's error answer.</summary>
internal sealed class ErrorDocument
{
    [JsonPropertyName("errors")]
    public Item?[]? Errors { get; set; }

    /// <summary>One error.</summary>
    public sealed class Item
    {
        [JsonPropertyName("code")]
        public string? Code { get; set; }

        [JsonPropertyName("message")]
        public string? Message { get; set; }
    }
}
