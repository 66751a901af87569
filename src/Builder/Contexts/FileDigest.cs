using System.Buffers.Binary;

using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Contexts;

/// <summary>The SHA-256 of a file's content, held as 32 bytes; the default value stands for none.</summary>
public readonly record struct FileDigest
{
    /// <summary>The number of bytes.</summary>
    public const int Size = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Makes a digest of its 32 bytes.</summary>
    public FileDigest(ReadOnlySpan<byte> value)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(value);
        _second = BinaryPrimitives.ReadUInt64BigEndian(value[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(value[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(value[24..]);
    }

    /// <summary>Whether this stands for no digest.</summary>
    public bool IsNone => (_first | _second | _third | _fourth) == 0;

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(value, _first);
        BinaryPrimitives.WriteUInt64BigEndian(value[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(value[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(value[24..], _fourth);
    }

    /// <summary>The digest as text with its algorithm.</summary>
    public Digest ToDigest()
    {
        Span<byte> value = stackalloc byte[Size];
        CopyTo(value);
        return Digest.FromSha256(value);
    }
}
