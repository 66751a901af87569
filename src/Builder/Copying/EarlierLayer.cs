using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Builder.Copying;

/// <summary>
/// The layer that the same step made before. Files that did not change since are taken out of it, one behind the other, instead of being
/// opened one by one in the context; each content is checked against its digest before it is used.
/// </summary>
/// <param name="tar">The layer's uncompressed tar; disposed with this object.</param>
/// <param name="index">Its listing.</param>
/// <param name="isWrittenEarly">Whether the disk has its bytes: the kernel writes what it is asked to drop.</param>
internal sealed class EarlierLayer(SafeFileHandle tar, LayerIndex index, bool isWrittenEarly) : IDisposable
{
    private const int WindowSize = 256 * 1024;

    private readonly EarlyRelease? _release = isWrittenEarly ? new(tar) : null;
    private readonly byte[] _window = new byte[WindowSize];
    private long _windowOffset;
    private int _windowCount;

    /// <summary>Adds a file, if the earlier layer has one of this path, size and digest.</summary>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(LayerWriter writer, LayerEntry entry, FileDigest digest)
    {
        bool isListed = index.TryGet(entry.Path, out LayerEntry? earlier, out long offset)
            && offset >= 0
            && earlier.Kind == FileKind.Regular
            && earlier.SizeInBytes == entry.SizeInBytes;
        if (!isListed || digest.IsNone)
        {
            return false;
        }

        if (entry.SizeInBytes <= WindowSize)
        {
            ReadOnlyMemory<byte> small = ReadSmall(offset, (int)entry.SizeInBytes);
            if (new FileDigest(SHA256.HashData(small.Span)) != digest)
            {
                return false;
            }

            writer.Add(entry, small, digest.ToDigest());
            return true;
        }

        if (DigestAt(offset, entry.SizeInBytes) != digest)
        {
            return false;
        }

        using FilePartStream content = new(tar, offset);
        writer.Add(entry, content, digest.ToDigest());
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => tar.Dispose();

    /// <summary>What lies at an offset, cut off at the layer's end. Files follow each other here as in the new layer, so one read serves many.</summary>
    private ReadOnlyMemory<byte> ReadSmall(long offset, int size)
    {
        if (offset < _windowOffset || offset + size > _windowOffset + _windowCount)
        {
            (_windowOffset, _windowCount) = (offset, 0);
            _release?.Advance(offset);
            while (_windowCount < size && ReadAt(_window.AsSpan(_windowCount), offset + _windowCount) is int count and > 0)
            {
                _windowCount += count;
            }
        }

        int start = (int)(offset - _windowOffset);
        return _window.AsMemory(start, Math.Min(size, _windowCount - start));
    }

    private FileDigest DigestAt(long offset, long size)
    {
        _windowCount = 0;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (size > 0 && ReadAt(_window.AsSpan(0, (int)Math.Min(WindowSize, size)), offset) is int count and > 0)
        {
            hash.AppendData(_window, 0, count);
            (offset, size) = (offset + count, size - count);
        }

        return new FileDigest(hash.GetHashAndReset());
    }

    private int ReadAt(Span<byte> buffer, long offset) => tar.ReadAt(buffer, offset, "an earlier layer");
}
