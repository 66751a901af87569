using System.Collections.Concurrent;

using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;

namespace Sharpbuild.Builder.Images;

/// <summary>The bytes and listings of layers: in the store, or fetched from their origin when somebody asks for them.</summary>
/// <param name="content">The blobs.</param>
public sealed class LayerStore(ContentStore content)
{
    private readonly ConcurrentDictionary<Digest, Lock> _locks = new();

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
                throw new InvalidContentException($"layer {layer.Blob.Digest} is not in the store any more");
            }

            using Stream source = layer.Origin.OpenBlob(layer.Blob, cancellationToken);
            using BlobWriter blob = content.CreateBlob();
            source.CopyTo(blob, 1 << 17);
            blob.Commit(layer.Blob.Digest);
        }
    }
}
