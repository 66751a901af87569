using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Registry;

/// <summary>What a token server answers.</summary>
internal sealed class TokenDocument
{
    [JsonPropertyName("token")]
    public string? Token { get; set; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }
}
