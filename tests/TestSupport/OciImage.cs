using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Sharpbuild.TestSupport;

/// <summary>One image of an OCI image layout directory, read without the project's own code; every digest is checked.</summary>
public sealed class OciImage
{
    private readonly string _layout;

    private OciImage(string layout, JsonObject manifest)
    {
        _layout = layout;
        Manifest = manifest;
        Configuration = Json(layout, (string)manifest["config"]!["digest"]!);
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
            ? new OciImage(layout, Json(layout, (string)manifests[0]!["digest"]!))
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
            using MemoryStream archive = new(Uncompressed((string)layers[i]!["digest"]!));
            Check(archive, DiffIds[i]);
            tree.Apply(archive);
        }

        return tree;
    }

    private byte[] Uncompressed(string digest)
    {
        byte[] blob = File.ReadAllBytes(BlobPath(_layout, digest));
        using MemoryStream source = new(blob);
        Check(source, digest);
        if (blob is not [0x1f, 0x8b, ..])
        {
            return blob;
        }

        using GZipStream gzip = new(source, CompressionMode.Decompress);
        using MemoryStream plain = new();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static JsonObject Json(string layout, string digest)
    {
        using MemoryStream content = new(File.ReadAllBytes(BlobPath(layout, digest)));
        Check(content, digest);
        return JsonNode.Parse(content)!.AsObject();
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

    private static string BlobPath(string layout, string digest) => Path.Combine(layout, "blobs", digest.Replace(':', '/'));
}
