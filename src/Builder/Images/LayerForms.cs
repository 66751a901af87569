using System.Collections.Immutable;
using System.Globalization;
using System.Text;

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
/// <param name="asked">The forms that outputs and caches of the build want.</param>
/// <param name="state">The state directory.</param>
/// <param name="content">The blobs.</param>
/// <param name="layers">The layers as they are.</param>
/// <param name="workspace">Where files lie until they are whole.</param>
/// <param name="transfers">Hears how far the work is.</param>
internal sealed class LayerForms(
    ImmutableArray<AskedForm> asked, StateDirectory state, ContentStore content, LayerStore layers, Lazy<Workspace> workspace, ITransferListener transfers) : IDisposable
{
    /// <summary>Smaller layers are compressed in less time than others take to notice, when they are asked for.</summary>
    private const long Large = 1 << 20;

    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, FormWork> _ahead = new(StringComparer.Ordinal);
    private readonly List<FormWork> _works = [];

    /// <summary>What is done last.</summary>
    private Task Last => _works is [.., { } last] ? last.Blob : Task.CompletedTask;

    /// <summary>Begins to compress a layer while it is written.</summary>
    /// <param name="blob">What is written; nothing was yet.</param>
    /// <param name="isShipped">Whether the result will have it.</param>
    /// <param name="step">The number of the step that makes it.</param>
    /// <returns>What is begun, for <see cref="Keep"/>.</returns>
    public ImmutableArray<FormInWork> Follow(BlobWriter blob, bool isShipped, int step) =>
        [.. Asked(isShipped).Select(form => form.Options).Where(options => options.Kind != CompressionKind.Uncompressed).Distinct().Select(options => Follow(blob.Follow(), options, step))];

    /// <summary>Keeps what was begun for a layer that was committed; one that is known by now is given up.</summary>
    public void Keep(ImmutableArray<FormInWork> forms, Digest diffId)
    {
        foreach (FormInWork form in forms)
        {
            string name = NameOf(diffId, form.Options);
            lock (_ahead)
            {
                if (Find(name, form.Options) is not null || !_ahead.TryAdd(name, form.Work))
                {
                    form.Tar.GiveUp();
                }
            }
        }
    }

    /// <summary>Begins to compress a layer that the build has.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isShipped">Whether the result will have it.</param>
    public void Begin(Layer layer, bool isShipped)
    {
        foreach (AskedForm form in Asked(isShipped).Where(form => layer.Blob.SizeInBytes >= Large && !IsAsAsked(layer, form)))
        {
            lock (_ahead)
            {
                string name = NameOf(layer.DiffId, form.Options);
                if (!_ahead.ContainsKey(name))
                {
                    _ahead.Add(name, Queue(work => FindOrMake(layer, form.Options, work, _end.Token)));
                }
            }
        }
    }

    /// <summary>Remembers the form of a layer that another machine made; its blob need not be here yet.</summary>
    public void Remember(Digest diffId, CompressionOptions options, Digest blob) =>
        AtomicFile.Write(Path.Join(state.Compressed, NameOf(diffId, options)), Encoding.ASCII.GetBytes(blob.ToString()), workspace.Value.HostPath);

    /// <summary>Begins to fetch the layers of which the form takes the blob, several at once.</summary>
    /// <returns>What the caller disposes when it has asked for all of them.</returns>
    public LayerDownloads FetchAhead(ImmutableArray<Layer> all, AskedForm form, CancellationToken cancellationToken) =>
        new(layers, [.. all.Where(layer => layer.Origin is not null && IsWanted(layer, form))], cancellationToken);

    /// <summary>The blobs of all layers, each in the store.</summary>
    public ImmutableArray<Descriptor> Get(ImmutableArray<Layer> all, AskedForm form, CancellationToken cancellationToken)
    {
        using LayerDownloads downloads = FetchAhead(all, form, cancellationToken);
        return [.. all.Select(layer => Get(layer, form, cancellationToken))];
    }

    /// <summary>The blob of a layer, in the store.</summary>
    public Descriptor Get(Layer layer, AskedForm form, CancellationToken cancellationToken)
    {
        CompressionOptions options = form.Options;
        if (IsAsAsked(layer, form) || IsRemembered(layer, options))
        {
            layers.Fetch(layer, cancellationToken);
            return layer.Blob;
        }

        using CancellationTokenRegistration end = EndWith(cancellationToken);
        return Begun(layer, form)?.Blob.GetAwaiter().GetResult() ?? FindOrMake(layer, options, work: null, cancellationToken);
    }

    /// <summary>As <see cref="Get(ImmutableArray{Layer}, AskedForm, CancellationToken)"/>, but what lies elsewhere in that form stays there.</summary>
    public Descriptor GetOrLeave(Layer layer, AskedForm form, CancellationToken cancellationToken) =>
        IsRemembered(layer, form.Options) ? layer.Blob : Get(layer, form, cancellationToken);

    /// <summary>Whether some of the layers are being compressed right now, or will be soon.</summary>
    public bool AreUnderWay(ImmutableArray<Layer> all, AskedForm form) => all.Any(layer => Begun(layer, form) is { Blob.IsCompleted: false });

    /// <summary>The blob of a layer while it is made; waits until it is begun.</summary>
    /// <returns>A stream that the caller disposes; null where the blob is whole, or made when it is asked for.</returns>
    public GrowingBlobStream? TryFollow(Layer layer, AskedForm form) => Begun(layer, form)?.TryTake();

    /// <summary>Ends what is under way when the token asks for it; disposing the result ends that.</summary>
    public CancellationTokenRegistration EndWith(CancellationToken cancellationToken) => cancellationToken.Register(_end.Cancel);

    /// <summary>Ends what is under way; what is not done is lost.</summary>
    public void Dispose()
    {
        _end.Cancel();
        ((IAsyncResult)Last).AsyncWaitHandle.WaitOne();
        _works.ForEach(work => work.Dispose());
        _end.Dispose();
    }

    private IEnumerable<AskedForm> Asked(bool isShipped) => asked.Where(form => isShipped || form.OfAllStages);

    /// <summary>Layers of bases keep their form unless another is forced; those that builds made get exactly the one that is asked for.</summary>
    private static bool IsAsAsked(Layer layer, AskedForm form) => layer.IsOfBase
        ? !form.IsForced || (form.Options.Level is null && MediaTypes.TryGetCompression(layer.Blob.MediaType, out CompressionKind present) && present == form.Options.Kind)
        : layer.IsPlain && form.Options.Kind == CompressionKind.Uncompressed;

    /// <summary>Whether the form is made of the layer's blob, or is it; else the store has it already.</summary>
    private bool IsWanted(Layer layer, AskedForm form) => IsAsAsked(layer, form) || Find(NameOf(layer.DiffId, form.Options), form.Options) is null;

    /// <summary>Whether the blob of a layer that another build made is in the form.</summary>
    private bool IsRemembered(Layer layer, CompressionOptions options) =>
        !layer.IsOfBase && !layer.IsPlain && AtomicFile.TryRead(Path.Join(state.Compressed, NameOf(layer.DiffId, options))) is { } name && Encoding.ASCII.GetString(name) == layer.Blob.Digest.ToString();

    private static string NameOf(Digest diffId, CompressionOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{diffId.Hex}-{options.Kind}-{options.Level}-{CompressionOptions.FormatVersion}");

    private FormInWork Follow(GrowingBlobStream tar, CompressionOptions options, int step)
    {
        lock (_ahead)
        {
            return new FormInWork(options, tar, Queue(work => MakeWhileWritten(tar, options, step, work)));
        }
    }

    /// <summary>Appends work to what is done one after the other; the caller holds the lock.</summary>
    private FormWork Queue(Func<FormWork, Descriptor?> make)
    {
        FormWork work = new(Last, make);
        _works.Add(work);
        return work;
    }

    private FormWork? Begun(Layer layer, AskedForm form)
    {
        lock (_ahead)
        {
            return _ahead.GetValueOrDefault(NameOf(layer.DiffId, form.Options));
        }
    }

    private Descriptor FindOrMake(Layer layer, CompressionOptions options, FormWork? work, CancellationToken cancellationToken)
    {
        string name = NameOf(layer.DiffId, options);
        if (Find(name, options) is { } known)
        {
            return known;
        }

        using Stream plain = layers.OpenTar(layer, cancellationToken);
        long? plainSize = layer.IsPlain ? layer.Blob.SizeInBytes : null;
        return Make(plain, () => name, Transfer.Begin(transfers, $"compressing layer {layer.DiffId.Short}", plainSize), options, work, cancellationToken);
    }

    private Descriptor? MakeWhileWritten(GrowingBlobStream tar, CompressionOptions options, int step, FormWork work)
    {
        using (tar)
        {
            return tar.WaitFor(Large)
                ? Make(tar, () => NameOf(tar.Digest, options), Transfer.Begin(transfers, "compressing the layer", totalBytes: null, step), options, work, _end.Token)
                : null;
        }
    }

    private Descriptor? Find(string name, CompressionOptions options) =>
        AtomicFile.TryRead(Path.Join(state.Compressed, name)) is { } known && Digest.TryParse(Encoding.ASCII.GetString(known), out Digest digest) && content.SizeOf(digest) is { } size
            ? new Descriptor(MediaTypes.ForLayer(options.Kind), digest, size)
            : null;

    private Descriptor Make(Stream plain, Func<string> name, Transfer transfer, CompressionOptions options, FormWork? work, CancellationToken cancellationToken)
    {
        using ReadAheadStream tar = new(new TransferStream(plain, transfer, owns: true));
        using BlobWriter blob = content.CreateBlob(computeDigest: false);
        if (work is not null && asked.Any(form => form.IsFollowed && form.Options == options))
        {
            work.Offer(blob.Follow());
        }

        CompressedBlob made = LayerCompressor.Compress(tar, blob, options, cancellationToken);
        blob.Commit(made.Digest);
        AtomicFile.Write(Path.Join(state.Compressed, name()), Encoding.ASCII.GetBytes(made.Digest.ToString()), workspace.Value.HostPath);
        return new Descriptor(MediaTypes.ForLayer(options.Kind), made.Digest, made.SizeInBytes);
    }
}
