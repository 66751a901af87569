using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Sharpbuild.Oci.Compression;

/// <summary>zstd with one frame, checksum included, for each block.</summary>
/// <remarks>RFC 8878, 3: frames put behind each other decompress to their contents put behind each other.</remarks>
internal sealed class FramedZstd(int level) : BlockFormat
{
    /// <inheritdoc/>
    public override int BlockSize => 2 * 1024 * 1024;

    /// <inheritdoc/>
    public override IBlockEncoder CreateEncoder() => new Encoder(level);

    private sealed class Encoder : IBlockEncoder
    {
        private readonly Compressor _compressor;

        public Encoder(int level)
        {
            _compressor = new Compressor(level);
            _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        }

        public void Encode(byte[] block, int count, MemoryStream output)
        {
            output.SetLength(Compressor.GetCompressBound(count));
            int length = _compressor.Wrap(block.AsSpan(0, count), output.GetBuffer().AsSpan(0, (int)output.Length));
            output.SetLength(length);
        }

        public void Dispose() => _compressor.Dispose();
    }
}
