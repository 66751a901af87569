using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>Packs bits into bytes, the lowest first (RFC 1951, 3.1.1).</summary>
/// <param name="buffer">Where the bytes go: eight more than will be written.</param>
internal ref struct BitWriter(byte[] buffer)
{
    private ulong _bits;
    private int _count;
    private int _length;

    /// <summary>The whole bytes written.</summary>
    public readonly int Length => _length;

    /// <summary>Bits that do not fill a byte yet.</summary>
    public readonly int PendingBits => _count;

    /// <summary>Adds bits; at most 56 between two calls of <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong bits, int count)
    {
        _bits |= bits << _count;
        _count += count;
    }

    /// <summary>Writes the whole bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        Unsafe.WriteUnaligned(ref buffer[_length], _bits);
        _length += _count >> 3;
        _bits >>= _count & ~7;
        _count &= 7;
    }

    /// <summary>Adds bits and writes the whole bytes.</summary>
    public void Write(ulong bits, int count)
    {
        Add(bits, count);
        Flush();
    }

    /// <summary>Fills the byte begun with zeros.</summary>
    public void Align() => Write(0, -_count & 7);

    /// <summary>Writes whole bytes after <see cref="Align"/>.</summary>
    public void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Writes a number of two bytes, the lower first, after <see cref="Align"/>.</summary>
    public void Number(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(_length), (ushort)value);
        _length += sizeof(ushort);
    }
}
