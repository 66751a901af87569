using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sharpbuild.TestSupport;

/// <summary>Writes an image of uncompressed layers as an OCI image layout, without using the project's own code.</summary>
public static class OciLayoutWriter
{
    /// <summary>Writes the image under the tag <c>latest</c>.</summary>
    /// <param name="hostPath">The directory of the layout, made new.</param>
    /// <param name="writeLayer">Writes the layer's tar archive.</param>
    /// <param name="configuration">The <c>config</c> member of the image configuration.</param>
    public static void Write(string hostPath, Action<Stream> writeLayer, JsonObject configuration) => Write(hostPath, [writeLayer], configuration);

    /// <summary>Writes the image under the tag <c>latest</c>, with documents changed before they are written.</summary>
    /// <param name="hostPath">The directory of the layout, made new.</param>
    /// <param name="writeLayers">Write the layers' tar archives, lowest first.</param>
    /// <param name="configuration">The <c>config</c> member of the image configuration.</param>
    /// <param name="changeImage">Changes the image configuration.</param>
    /// <param name="changeManifest">Changes the manifest.</param>
    public static void Write(
        string hostPath, Action<Stream>[] writeLayers, JsonObject configuration, Action<JsonObject>? changeImage = null, Action<JsonObject>? changeManifest = null)
    {
        string blobs = Directory.CreateDirectory(Path.Combine(hostPath, "blobs", "sha256")).FullName;
        JsonObject[] layers = [.. writeLayers.Select(write => PutLayer(blobs, write))];
        JsonObject image = new()
        {
            ["created"] = "2024-01-01T00:00:00Z",
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = configuration,
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)(string)layer["digest"]!)]) },
            ["history"] = new JsonArray([.. layers.Select(_ => new JsonObject { ["created"] = "2024-01-01T00:00:00Z", ["created_by"] = "test base" })]),
        };
        changeImage?.Invoke(image);
        JsonObject manifest = new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = PutJson(blobs, image, "application/vnd.oci.image.config.v1+json"),
            ["layers"] = new JsonArray([.. layers]),
        };
        changeManifest?.Invoke(manifest);
        JsonObject entry = PutJson(blobs, manifest, "application/vnd.oci.image.manifest.v1+json");
        entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "latest" };
        File.WriteAllText(Path.Combine(hostPath, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        JsonObject index = new() { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = new JsonArray(entry) };
        File.WriteAllText(Path.Combine(hostPath, "index.json"), index.ToJsonString());
    }

    private static JsonObject PutJson(string blobs, JsonObject document, string mediaType)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(document.ToJsonString());
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        File.WriteAllBytes(Path.Combine(blobs, digest), bytes);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = "sha256:" + digest, ["size"] = bytes.Length };
    }

    private static JsonObject PutLayer(string blobs, Action<Stream> writeLayer)
    {
        string temporary = Path.Combine(blobs, "layer.part");
        using (FileStream file = File.Create(temporary))
        {
            writeLayer(file);
        }

        using FileStream written = File.OpenRead(temporary);
        string digest = Convert.ToHexStringLower(SHA256.HashData(written));
        File.Move(temporary, Path.Combine(blobs, digest), overwrite: true);
        return new JsonObject { ["mediaType"] = "application/vnd.oci.image.layer.v1.tar", ["digest"] = "sha256:" + digest, ["size"] = written.Length };
    }
}
