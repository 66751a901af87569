using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sharpbuild.TestSupport;

/// <summary>One image of an OCI image layout directory, read without the project's own code; every digest and size is checked.</summary>
public sealed class OciImage
{
    private readonly string _layout;

    private OciImage(string layout, JsonObject manifest)
    {
        _layout = layout;
        Manifest = manifest;
        Configuration = Json(layout, manifest["config"]!);
    }

    public JsonObject Manifest { get; }

    /// <summary>The image configuration.</summary>
    public JsonObject Configuration { get; }

    /// <summary>Uncompressed digests of the layers, lowest first.</summary>
    public IReadOnlyList<string> DiffIds => [.. Configuration["rootfs"]!["diff_ids"]!.AsArray().Select(id => (string)id!)];

    /// <summary>Opens the only image of the layout.</summary>
    public static OciImage Open(string layout)
    {
        JsonObject index = JsonNode.Parse(File.ReadAllText(Path.Combine(layout, "index.json")))!.AsObject();
        JsonArray manifests = index["manifests"]!.AsArray();
        return manifests.Count == 1
            ? new OciImage(layout, Json(layout, manifests[0]!))
            : throw new InvalidDataException($"{layout} holds {manifests.Count} images");
    }

    /// <summary>The merged tree; layers that <paramref name="lower"/> has with the same digests are not read again.</summary>
    public ImageLayers Merge(OciImage? lower = null, ImageLayers? lowerTree = null)
    {
        bool isOnTop = lower is not null && DiffIds.Take(lower.DiffIds.Count).SequenceEqual(lower.DiffIds);
        ImageLayers tree = isOnTop ? new ImageLayers(lowerTree!) : new ImageLayers();
        JsonArray layers = Manifest["layers"]!.AsArray();
        for (int i = isOnTop ? lower!.DiffIds.Count : 0; i < layers.Count; i++)
        {
            using MemoryStream archive = new(Uncompressed(layers[i]!));
            Check(archive, DiffIds[i]);
            tree.Apply(archive);
        }

        return tree;
    }

    private byte[] Uncompressed(JsonNode descriptor)
    {
        byte[] blob = Blob(_layout, descriptor);
        if (blob is not [0x1f, 0x8b, ..])
        {
            return blob;
        }

        using GZipStream gzip = new(new MemoryStream(blob), CompressionMode.Decompress);
        using MemoryStream plain = new();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static JsonObject Json(string layout, JsonNode descriptor) => JsonNode.Parse(Blob(layout, descriptor))!.AsObject();

    private static byte[] Blob(string layout, JsonNode descriptor)
    {
        string digest = (string)descriptor["digest"]!;
        byte[] blob = File.ReadAllBytes(Path.Combine(layout, "blobs", digest.Replace(':', '/')));
        using MemoryStream content = new(blob);
        Check(content, digest);
        return blob.Length == (long)descriptor["size"]!
            ? blob
            : throw new InvalidDataException($"{digest} has {blob.Length} bytes, its descriptor says {descriptor["size"]}");
    }

    private static void Check(MemoryStream content, string digest)
    {
        string actual = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        content.Position = 0;
        if (actual != digest)
        {
            throw new InvalidDataException($"content has digest {actual} in place of {digest}");
        }
    }
}
