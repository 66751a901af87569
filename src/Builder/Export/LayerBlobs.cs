using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Export;

/// <summary>The blobs of layers in the form that an output asks for; a form that was made once is remembered.</summary>
internal sealed class LayerBlobs(StateDirectory state, ContentStore content, LayerStore layers, Lazy<Workspace> workspace, ITransferListener transfers)
{
    /// <summary>The blobs of all layers, each in the store.</summary>
    public ImmutableArray<Descriptor> Get(ImmutableArray<Layer> all, OutputOption output, CompressionKind ordinary, CancellationToken cancellationToken) =>
        [.. all.Select(layer => Get(layer, output, ordinary, cancellationToken))];

    private Descriptor Get(Layer layer, OutputOption output, CompressionKind ordinary, CancellationToken cancellationToken)
    {
        CompressionKind wanted = output.Compression ?? ordinary;
        bool isOurs = layer.Origin is null;
        if (!isOurs && !output.ForceCompression)
        {
            layers.Fetch(layer, cancellationToken);
            return layer.Blob;
        }

        if (MediaTypes.TryGetCompression(layer.Blob.MediaType, out CompressionKind present) && present == wanted && output.CompressionLevel is null)
        {
            layers.Fetch(layer, cancellationToken);
            return layer.Blob;
        }

        return Compressed(layer, new CompressionOptions(wanted, output.CompressionLevel), cancellationToken);
    }

    private Descriptor Compressed(Layer layer, CompressionOptions options, CancellationToken cancellationToken)
    {
        string form = string.Create(CultureInfo.InvariantCulture, $"{layer.DiffId.Hex}-{options.Kind}-{options.Level}-{CompressionOptions.FormatVersion}");
        string record = Path.Join(state.Compressed, form);
        if (AtomicFile.TryRead(record) is { } known && Digest.TryParse(Encoding.ASCII.GetString(known), out Digest digest) && content.SizeOf(digest) is { } size)
        {
            return new Descriptor(MediaTypes.ForLayer(options.Kind), digest, size);
        }

        Stream plain = layers.OpenTar(layer, cancellationToken);
        long? plainSize = layer.Blob.Digest == layer.DiffId ? layer.Blob.SizeInBytes : null;
        Transfer transfer = Transfer.Begin(transfers, $"compressing layer {layer.DiffId.Short}", plainSize);
        using ReadAheadStream tar = new(new TransferStream(plain, transfer, owns: true));
        using BlobWriter blob = content.CreateBlob(computeDigest: false);
        CompressedBlob made = LayerCompressor.Compress(tar, blob, options, cancellationToken);
        blob.Commit(made.Digest);
        AtomicFile.Write(record, Encoding.ASCII.GetBytes(made.Digest.ToString()), workspace.Value.HostPath);
        return new Descriptor(MediaTypes.ForLayer(options.Kind), made.Digest, made.SizeInBytes);
    }
}
