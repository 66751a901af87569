using System.Security.Cryptography;

namespace Sharpbuild.Oci.Layers;

/// <summary>Takes both digests of a layer, block by block: of the tar stream as it is, and of the entries without their times.</summary>
internal sealed class LayerHasher : IDisposable
{
    private readonly IncrementalHash _stream = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ContentRecord _record = new();

    /// <summary>Takes the next block.</summary>
    public void Add(TarBlock block)
    {
        _stream.AppendData(block.Bytes, 0, block.Count);
        foreach (TarBlock.Note note in block.Notes)
        {
            if (note.Entry is { } entry)
            {
                End(entry, note.KnownContent);
            }
            else
            {
                _content.AppendData(block.Bytes, note.Start, note.Length);
            }
        }
    }

    /// <summary>Ends the layer.</summary>
    /// <returns>The digest of the stream, and that of the entries.</returns>
    public (Digest DiffId, Digest ContentDigest) Finish()
    {
        Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
        _stream.GetHashAndReset(value);
        return (Digest.FromSha256(value), _record.Finish());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _content.Dispose();
        _record.Dispose();
    }

    private void End(LayerEntry entry, Digest? known)
    {
        Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
        if (known is { } digest)
        {
            Convert.FromHexString(digest.Hex, value, out _, out _);
        }
        else if (entry.HasContent)
        {
            _content.GetHashAndReset(value);
        }

        _record.Add(entry, entry.HasContent ? value : []);
    }
}
