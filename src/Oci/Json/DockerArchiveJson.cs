using System.Collections.Immutable;

namespace Sharpbuild.Oci.Json;

/// <summary>Reads and writes the <c>manifest.json</c> of Docker archives.</summary>
internal static class DockerArchiveJson
{
    private const string Name = "manifest.json";

    /// <summary>One image: paths of its config and its layers inside the archive, and its names.</summary>
    public sealed record Image(string Config, ImmutableArray<string> RepoTags, ImmutableArray<string> Layers);

    /// <summary>Reads the document.</summary>
    /// <exception cref="InvalidContentException">It is malformed.</exception>
    public static ImmutableArray<Image> Read(ReadOnlySpan<byte> json)
    {
        DockerArchiveDocument?[] documents =
            DocumentReader.Read(json, OciJsonContext.Default.DockerArchiveDocumentArray, DocumentLimits.Manifest, Name);
        ImmutableArray<Image>.Builder images = ImmutableArray.CreateBuilder<Image>(documents.Length);
        foreach (DockerArchiveDocument? document in documents)
        {
            if (string.IsNullOrEmpty(document?.Config) || document.Layers?.Length > DocumentLimits.Layers)
            {
                throw new InvalidContentException($"{Name} has an image without a config or with too many layers");
            }

            images.Add(new Image(document.Config, DocumentReader.Strings(document.RepoTags), DocumentReader.Strings(document.Layers)));
        }

        return images.MoveToImmutable();
    }

    /// <summary>Writes the document.</summary>
    public static byte[] Write(IEnumerable<Image> images)
    {
        CanonicalJsonWriter json = new();
        json.BeginArray();
        foreach (Image image in images)
        {
            json.BeginObject().Name("Config").String(image.Config).Name("RepoTags").BeginArray();
            foreach (string tag in image.RepoTags)
            {
                json.String(tag);
            }

            json.EndArray().Name("Layers").BeginArray();
            foreach (string layer in image.Layers)
            {
                json.String(layer);
            }

            json.EndArray().EndObject();
        }

        return json.EndArray().ToArray();
    }
}
