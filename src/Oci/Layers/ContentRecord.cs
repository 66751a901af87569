using System.Buffers.Binary;
using System.Security.Cryptography;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>The running digest over a layer's entries without their times.</summary>
/// <remarks>
/// Each entry is: kind, mode, user, group, device numbers (32 bits each, little endian), then path, link target and hard link (a length
/// and the bytes; length 0xFFFFFFFF where there is none), the number of attributes with name and value of each, and for a regular file
/// with content its length (64 bits) and SHA-256.
/// </remarks>
internal sealed class ContentRecord : IDisposable
{
    private const uint None = uint.MaxValue;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[16 * 1024];
    private int _count;

    /// <summary>Adds an entry; its attributes are sorted.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="content">The SHA-256 of a regular file's content; empty for all else.</param>
    public void Add(LayerEntry entry, ReadOnlySpan<byte> content)
    {
        Add((uint)entry.Kind);
        Add((uint)entry.Mode);
        Add(entry.UserId);
        Add(entry.GroupId);
        Add(entry.Device.Major);
        Add(entry.Device.Minor);
        Add(entry.Path);
        Add(entry.LinkTarget);
        Add(entry.HardLinkTo);
        Add((uint)entry.Xattrs.Length);
        foreach (LayerXattr xattr in entry.Xattrs)
        {
            Add(xattr.Name);
            Add(xattr.Value.AsSpan());
        }

        if (!content.IsEmpty)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), entry.SizeInBytes);
            content.CopyTo(Reserve(content.Length));
        }
    }

    /// <summary>Ends the record.</summary>
    public Digest Finish()
    {
        Flush();
        Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(value);
        return Digest.FromSha256(value);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Add(uint number) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), number);

    private void Add(string? text)
    {
        if (text is null)
        {
            Add(None);
            return;
        }

        int most = PathText.MaxByteCount(text) + sizeof(uint);
        Ensure(most);
        int count = PathText.Encode(text, _buffer.AsSpan(_count + sizeof(uint)));
        Add((uint)count);
        _count += count;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Add((uint)bytes.Length);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    private Span<byte> Reserve(int size)
    {
        Ensure(size);
        _count += size;
        return _buffer.AsSpan(_count - size, size);
    }

    private void Ensure(int size)
    {
        if (_buffer.Length - _count >= size)
        {
            return;
        }

        Flush();
        if (_buffer.Length < size)
        {
            _buffer = new byte[size];
        }
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _count);
        _count = 0;
    }
}
