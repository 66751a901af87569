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
/// other: new ones while they are written and later steps run.
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
    private readonly Dictionary<string, Task<Descriptor?>> _ahead = new(StringComparer.Ordinal);
    private Task _last = Task.CompletedTask;

    private IEnumerable<OutputOption> OfImages => outputs.Where(output => output.Kind is OutputKind.Image or OutputKind.Oci);

    /// <summary>Begins to compress a layer that the result will have, while it is written.</summary>
    /// <param name="blob">What is written; nothing was yet.</param>
    /// <param name="step">The number of the step that makes it.</param>
    /// <returns>What is begun, for <see cref="Keep"/>.</returns>
    public ImmutableArray<FormInWork> Follow(BlobWriter blob, int step) =>
        [.. OfImages.Select(OptionsOf).Where(options => options.Kind != CompressionKind.Uncompressed).Distinct().Select(options => Follow(blob.Follow(), options, step))];

    /// <summary>Keeps what was begun for a layer that was committed; one that is known by now is given up.</summary>
    public void Keep(ImmutableArray<FormInWork> forms, Digest diffId)
    {
        foreach (FormInWork form in forms)
        {
            string name = NameOf(diffId, form.Options);
            lock (_ahead)
            {
                if (Find(name, form.Options) is not null || !_ahead.TryAdd(name, form.Blob))
                {
                    form.Tar.GiveUp();
                }
            }
        }
    }

    /// <summary>Begins to compress a layer that the build has and that its result will have.</summary>
    public void Begin(Layer layer)
    {
        foreach (OutputOption output in OfImages.Where(output => layer.Blob.SizeInBytes >= Large && !IsAsAsked(layer, output)))
        {
            CompressionOptions options = OptionsOf(output);
            lock (_ahead)
            {
                string name = NameOf(layer.DiffId, options);
                if (!_ahead.ContainsKey(name))
                {
                    _ahead.Add(name, Queue(() => FindOrMake(layer, options, _end.Token)));
                }
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

    private static string NameOf(Digest diffId, CompressionOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{diffId.Hex}-{options.Kind}-{options.Level}-{CompressionOptions.FormatVersion}");

    private FormInWork Follow(GrowingBlobStream tar, CompressionOptions options, int step)
    {
        lock (_ahead)
        {
            return new FormInWork(options, tar, Queue(() => MakeWhileWritten(tar, options, step)));
        }
    }

    /// <summary>Appends work to what is done one after the other; the caller holds the lock.</summary>
    private Task<Descriptor?> Queue(Func<Descriptor?> make)
    {
        Task<Descriptor?> work = _last.ContinueWith(_ => make(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _last = work;
        return work;
    }

    private Descriptor Get(Layer layer, OutputOption output, CancellationToken cancellationToken)
    {
        if (IsAsAsked(layer, output))
        {
            layers.Fetch(layer, cancellationToken);
            return layer.Blob;
        }

        CompressionOptions options = OptionsOf(output);
        Task<Descriptor?>? begun;
        lock (_ahead)
        {
            begun = _ahead.GetValueOrDefault(NameOf(layer.DiffId, options));
        }

        using CancellationTokenRegistration end = cancellationToken.Register(_end.Cancel);
        return begun?.GetAwaiter().GetResult() ?? FindOrMake(layer, options, cancellationToken);
    }

    private Descriptor FindOrMake(Layer layer, CompressionOptions options, CancellationToken cancellationToken)
    {
        string name = NameOf(layer.DiffId, options);
        if (Find(name, options) is { } known)
        {
            return known;
        }

        using Stream plain = layers.OpenTar(layer, cancellationToken);
        long? plainSize = layer.Blob.Digest == layer.DiffId ? layer.Blob.SizeInBytes : null;
        return Make(plain, () => name, Transfer.Begin(transfers, $"compressing layer {layer.DiffId.Short}", plainSize), options, cancellationToken);
    }

    private Descriptor? MakeWhileWritten(GrowingBlobStream tar, CompressionOptions options, int step)
    {
        using (tar)
        {
            return tar.WaitFor(Large)
                ? Make(tar, () => NameOf(tar.Digest, options), Transfer.Begin(transfers, "compressing the layer", totalBytes: null, step), options, _end.Token)
                : null;
        }
    }

    private Descriptor? Find(string name, CompressionOptions options) =>
        AtomicFile.TryRead(Path.Join(state.Compressed, name)) is { } known && Digest.TryParse(Encoding.ASCII.GetString(known), out Digest digest) && content.SizeOf(digest) is { } size
            ? new Descriptor(MediaTypes.ForLayer(options.Kind), digest, size)
            : null;

    private Descriptor Make(Stream plain, Func<string> name, Transfer transfer, CompressionOptions options, CancellationToken cancellationToken)
    {
        using ReadAheadStream tar = new(new TransferStream(plain, transfer, owns: true));
        using BlobWriter blob = content.CreateBlob(computeDigest: false);
        CompressedBlob made = LayerCompressor.Compress(tar, blob, options, cancellationToken);
        blob.Commit(made.Digest);
        AtomicFile.Write(Path.Join(state.Compressed, name()), Encoding.ASCII.GetBytes(made.Digest.ToString()), workspace.Value.HostPath);
        return new Descriptor(MediaTypes.ForLayer(options.Kind), made.Digest, made.SizeInBytes);
    }
}
