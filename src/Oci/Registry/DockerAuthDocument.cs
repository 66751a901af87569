using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Registry;

/// <summary>The credentials of one registry in Docker's <c>config.json</c>.</summary>
internal sealed class DockerAuthDocument
{
    [JsonPropertyName("auth")]
    public string? Auth { get; set; }

    [JsonPropertyName("username")]
    public string? User { get; set; }

    [JsonPropertyName("password")]
    public string? Password { get; set; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; set; }
}
