using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>
/// The blobs of layers in the forms that the outputs ask for. A form that was made once is remembered, and large layers are compressed one after the
/// other while later steps run.
/// </summary>
/// <param name="outputs">The outputs of the build.</param>
/// <param name="state">The state directory.</param>
/// <param name="content">The blobs.</param>
/// <param name="layers">The layers as they are.</param>
/// <param name="workspace">Where files lie until they are whole.</param>
/// <param name="transfers">Hears how far the work is.</param>
internal sealed class LayerForms(
    ImmutableArray<OutputOption> outputs, StateDirectory state, ContentStore content, LayerStore layers, Lazy<Workspace> workspace, ITransferListener transfers) : IDisposable
{
    /// <summary>Smaller layers are compressed in less time than others take to notice, when they are asked for.</summary>
    private const long Large = 1 << 20;

    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, Task<Descriptor>> _ahead = new(StringComparer.Ordinal);
    private Task _last = Task.CompletedTask;

    /// <summary>Begins to compress a layer that the build has made and that its result will have.</summary>
    public void Begin(Layer layer)
    {
        foreach (OutputOption output in outputs)
        {
            if (output.Kind is OutputKind.Image or OutputKind.Oci && layer.Blob.SizeInBytes >= Large && !IsAsAsked(layer, output))
            {
                Queue(layer, OptionsOf(output));
            }
        }
    }

    /// <summary>The blobs of all layers, each in the store.</summary>
    public ImmutableArray<Descriptor> Get(ImmutableArray<Layer> all, OutputOption output, CancellationToken cancellationToken) =>
        [.. all.Select(layer => Get(layer, output, cancellationToken))];

    /// <summary>Ends what is under way; what is not done is lost.</summary>
    public void Dispose()
    {
        _end.Cancel();
        ((IAsyncResult)_last).AsyncWaitHandle.WaitOne();
        _end.Dispose();
    }

    private static CompressionOptions OptionsOf(OutputOption output) => new(output.LayerCompression, output.CompressionLevel);

    private static bool IsAsAsked(Layer layer, OutputOption output) =>
        (layer.Origin is not null && !output.ForceCompression)
        || (MediaTypes.TryGetCompression(layer.Blob.MediaType, out CompressionKind present) && present == output.LayerCompression && output.CompressionLevel is null);

    private static string NameOf(Layer layer, CompressionOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{layer.DiffId.Hex}-{options.Kind}-{options.Level}-{CompressionOptions.FormatVersion}");

    private void Queue(Layer layer, CompressionOptions options)
    {
        lock (_ahead)
        {
            string form = NameOf(layer, options);
            if (!_ahead.ContainsKey(form))
            {
                Task<Descriptor> work = _last.ContinueWith(_ => FindOrMake(layer, options, _end.Token), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                _ahead.Add(form, work);
                _last = work;
            }
        }
    }

    private Descriptor Get(Layer layer, OutputOption output, CancellationToken cancellationToken)
    {
        if (IsAsAsked(layer, output))
        {
            layers.Fetch(layer, cancellationToken);
            return layer.Blob;
        }

        CompressionOptions options = OptionsOf(output);
        Task<Descriptor>? begun;
        lock (_ahead)
        {
            begun = _ahead.GetValueOrDefault(NameOf(layer, options));
        }

        if (begun is null)
        {
            return FindOrMake(layer, options, cancellationToken);
        }

        using CancellationTokenRegistration end = cancellationToken.Register(_end.Cancel);
        return begun.GetAwaiter().GetResult();
    }

    private Descriptor FindOrMake(Layer layer, CompressionOptions options, CancellationToken cancellationToken)
    {
        string record = Path.Join(state.Compressed, NameOf(layer, options));
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
