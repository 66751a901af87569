using System.Collections.Immutable;
using System.IO.Compression;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Tests;

/// <summary>A small real image of two layers, the second one compressed with gzip.</summary>
internal sealed record SampleImage(Descriptor Manifest, ImageManifest Content, ImageConfig Config, ImmutableArray<byte[]> Tars)
{
    public static SampleImage WriteTo(ContentStore store, string text = "hello", string architecture = "amd64", int padding = 0)
    {
        byte[] lower = Tar("greeting", [.. System.Text.Encoding.UTF8.GetBytes(text), .. new byte[padding]]);
        byte[] upper = Tar("farewell", "bye"u8.ToArray());
        ImageConfig config = ImageConfig.Scratch(new Platform("linux", architecture)) with
        {
            Created = new UnixTime(1700000000, 0),
            Config = new ContainerConfig { Env = ["PATH=/bin"], Cmd = ["sh"] },
            DiffIds = [Digest.Of(lower), Digest.Of(upper)],
            History = [new HistoryEntry(CreatedBy: "lower"), new HistoryEntry(CreatedBy: "upper")],
        };
        ImageManifest manifest = new(
            MediaTypes.OciManifest,
            store.WriteBlob(ConfigJson.Write(config), MediaTypes.OciConfig),
            [store.WriteBlob(lower, MediaTypes.OciLayer), store.WriteBlob(Gzip(upper), MediaTypes.OciLayerGzip)]);
        Descriptor descriptor = store.WriteBlob(ManifestJson.Write(manifest), MediaTypes.OciManifest);
        return new SampleImage(descriptor, manifest, config, [lower, upper]);
    }

    /// <summary>Copies the image into a layout.</summary>
    public void CopyTo(Sharpbuild.Oci.Layout.ILayoutWriter writer, ContentStore store)
    {
        foreach (Descriptor blob in (Descriptor[])[.. Content.Layers, Content.Config, Manifest])
        {
            using Stream content = store.OpenBlob(blob);
            writer.AddBlob(blob, content, CancellationToken.None);
        }
    }

    public static byte[] Tar(string name, byte[] content)
    {
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, LayerTimes.WholeSeconds);
        writer.Add(new LayerEntry(name, FileKind.Regular, 0x1A4, 0, 0, content.Length, new UnixTime(1600000000, 0), null, null, default, []), content);
        writer.Finish();
        return tar.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
