using System.Buffers.Binary;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Oci.Compression.Deflate;

namespace Sharpbuild.Oci.Compression;

/// <summary>gzip with one member whose blocks of 1 MiB refer to nothing before them.</summary>
/// <remarks>
/// RFC 1951 allows to end a run of blocks on a byte's boundary by an empty stored block (a "sync flush"), and to put such runs behind each
/// other; RFC 1952 frames them.
/// </remarks>
internal sealed class BlockGzip(int level) : BlockFormat
{
    private uint _crc;
    private uint _length;

    /// <inheritdoc/>
    public override int BlockSize => 1024 * 1024;

    /// <summary>No name, no time; "unknown" as system, so that the bytes tell nothing of the machine.</summary>
    public override ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<byte> block)
    {
        _crc = CompressionNative.Crc32(_crc, block);
        _length += (uint)block.Length;
    }

    /// <inheritdoc/>
    public override IBlockEncoder CreateEncoder() => new DeflateEncoder(DeflateLevel.Of(level));

    /// <summary>An empty final block, then checksum and length.</summary>
    public override byte[] Trailer()
    {
        byte[] trailer = new byte[10];
        trailer[0] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(2), _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(6), _length);
        return trailer;
    }
}
