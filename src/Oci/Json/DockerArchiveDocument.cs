namespace Sharpbuild.Oci.Json;

/// <summary>One image of a Docker archive's <c>manifest.json</c> as it is read.</summary>
internal sealed class DockerArchiveDocument
{
    public string? Config { get; set; }

    public string?[]? RepoTags { get; set; }

    public string?[]? Layers { get; set; }
}
