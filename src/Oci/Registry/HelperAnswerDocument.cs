namespace Sharpbuild.Oci.Registry;

/// <summary>What a credential helper answers.</summary>
internal sealed class HelperAnswerDocument
{
    public string? Username { get; set; }

    public string? Secret { get; set; }
}
