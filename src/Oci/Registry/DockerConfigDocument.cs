using System.Text.Json.Serialization;

namespace Sharpbuild.Oci.Registry;

/// <summary>Docker's <c>config.json</c> as far as it concerns credentials.</summary>
internal sealed class DockerConfigDocument
{
    [JsonPropertyName("auths")]
    public Dictionary<string, DockerAuthDocument?>? Auths { get; set; }

    [JsonPropertyName("credsStore")]
    public string? CredsStore { get; set; }

    [JsonPropertyName("credHelpers")]
    public Dictionary<string, string?>? CredHelpers { get; set; }
}
