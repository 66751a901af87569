using System.Buffers;
using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>
/// The layer that the same step made before. Files that did not change since are taken out of it, one behind the other, instead of being
/// opened one by one in the context; each content is checked against its digest before it is used.
/// </summary>
/// <param name="tar">The layer's uncompressed tar; disposed with this object.</param>
/// <param name="index">Its listing.</param>
internal sealed class EarlierLayer(SafeFileHandle tar, LayerIndex index) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Adds a file, if the earlier layer has one of this path, size and digest.</summary>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(LayerWriter writer, LayerEntry entry, FileDigest digest)
    {
        bool isListed = index.TryGet(entry.Path, out LayerEntry? earlier, out long offset)
            && offset >= 0
            && earlier.Kind == FileKind.Regular
            && earlier.SizeInBytes == entry.SizeInBytes;
        if (!isListed || digest.IsNone || DigestAt(offset, entry.SizeInBytes) != digest)
        {
            return false;
        }

        using FilePartStream content = new(tar, offset);
        writer.Add(entry, content, digest.ToDigest());
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => tar.Dispose();

    private FileDigest DigestAt(long offset, long size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (size > 0 && tar.ReadAt(buffer.AsSpan(0, (int)Math.Min(BufferSize, size)), offset, "an earlier layer") is int count and > 0)
            {
                hash.AppendData(buffer, 0, count);
                (offset, size) = (offset + count, size - count);
            }

            return new FileDigest(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
