using System.Collections.Concurrent;

using Sharpbuild.Builder.Store;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>The bytes and listings of layers: in the store, or fetched from their origin when somebody asks for them.</summary>
/// <param name="state">The state directory.</param>
/// <param name="content">The blobs.</param>
/// <param name="workspace">Where files lie until they are whole.</param>
/// <param name="transfers">Hears of layers that are fetched; null where nobody does.</param>
public sealed class LayerStore(StateDirectory state, ContentStore content, Lazy<Workspace> workspace, ITransferListener? transfers = null)
{
    private readonly ConcurrentDictionary<Digest, Lock> _locks = new();
    private readonly ConcurrentDictionary<Digest, LayerIndex> _indexes = new();

    /// <summary>Opens the layer's uncompressed tar; a blob that is not in the store yet is fetched first.</summary>
    /// <returns>A stream that the caller disposes.</returns>
    public Stream OpenTar(Layer layer, CancellationToken cancellationToken) => Decompressor.Open(OpenBlob(layer, cancellationToken));

    /// <summary>Opens the layer's blob as it is; one that is not in the store yet is fetched first.</summary>
    /// <returns>A stream that the caller disposes.</returns>
    public Stream OpenBlob(Layer layer, CancellationToken cancellationToken)
    {
        Fetch(layer, cancellationToken);
        return content.OpenBlob(layer.Blob);
    }

    /// <summary>Whether the layer's blob is in the store.</summary>
    public bool HasBlob(Layer layer) => content.HasBlob(layer.Blob.Digest);

    /// <summary>Brings the layer's blob into the store.</summary>
    public void Fetch(Layer layer, CancellationToken cancellationToken)
    {
        lock (_locks.GetOrAdd(layer.Blob.Digest, _ => new Lock()))
        {
            if (content.HasBlob(layer.Blob.Digest))
            {
                return;
            }

            if (layer.Origin is null)
            {
                throw new DamagedBlobException(layer.Blob.Digest, new InvalidContentException($"layer {layer.Blob.Digest} is not in the store any more"));
            }

            try
            {
                Fetch(layer.Blob, layer.Origin, cancellationToken);
            }
            catch (Exception problem) when (!layer.IsOfBase && (problem is RegistryException or InvalidContentException))
            {
                throw new LostLayerException(layer.Origin, problem);
            }
        }
    }

    private void Fetch(Descriptor descriptor, IImageSource origin, CancellationToken cancellationToken)
    {
        using Transfer transfer = Transfer.Begin(transfers, $"fetching layer {descriptor.Digest.Short}", descriptor.SizeInBytes);
        using Stream source = new TransferStream(origin.OpenBlob(descriptor, cancellationToken), transfer, owns: true);
        using BlobWriter blob = content.CreateBlob();
        source.CopyTo(blob, 1 << 17);
        blob.Commit(descriptor.Digest);
    }

    /// <summary>The listing of a layer, made once and kept.</summary>
    public LayerIndex Index(Layer layer, CancellationToken cancellationToken)
    {
        if (_indexes.TryGetValue(layer.DiffId, out LayerIndex? known))
        {
            return known;
        }

        lock (_locks.GetOrAdd(layer.DiffId, _ => new Lock()))
        {
            return _indexes.GetValueOrDefault(layer.DiffId) ?? TryLoadIndex(layer.DiffId) ?? MakeIndex(layer, cancellationToken);
        }
    }

    /// <summary>The listing of a layer where one was made; the layer is not read for it.</summary>
    public LayerIndex? TryIndex(Digest diffId) => _indexes.GetValueOrDefault(diffId) ?? TryLoadIndex(diffId);

    /// <summary>Keeps a listing that was made along with the layer.</summary>
    public LayerIndex Keep(Digest diffId, LayerIndex index)
    {
        using MemoryStream bytes = new();
        index.Save(bytes);
        AtomicFile.Write(IndexPath(diffId), bytes.GetBuffer().AsSpan(0, (int)bytes.Length), workspace.Value.HostPath);
        return _indexes[diffId] = index;
    }

    private LayerIndex? TryLoadIndex(Digest diffId)
    {
        if (AtomicFile.TryRead(IndexPath(diffId)) is not { } bytes)
        {
            return null;
        }

        try
        {
            return _indexes[diffId] = LayerIndex.Load(bytes);
        }
        catch (InvalidContentException)
        {
            return null;
        }
    }

    private LayerIndex MakeIndex(Layer layer, CancellationToken cancellationToken)
    {
        using Stream tar = OpenTar(layer, cancellationToken);
        return Keep(layer.DiffId, LayerIndex.Build(tar, $"layer {layer.Blob.Digest}", cancellationToken));
    }

    private string IndexPath(Digest diffId) => Path.Join(state.LayerIndexes, diffId.Hex);
}
