using System.Security.Cryptography;

namespace Sharpbuild.Oci.Compression;

/// <summary>Compresses a layer's tar stream and takes the digest of what comes out, in one pass.</summary>
public static class LayerCompressor
{
    private const int CopySize = 256 * 1024;

    /// <summary>Compresses <paramref name="input"/> to its end; the bytes depend on the input, the kind and the level alone.</summary>
    /// <param name="input">The uncompressed stream; stays open.</param>
    /// <param name="output">Where the compressed bytes go; stays open.</param>
    /// <param name="options">The format and level.</param>
    /// <param name="cancellationToken">Looked at once a block.</param>
    /// <returns>What identifies the compressed bytes.</returns>
    public static CompressedBlob Compress(Stream input, Stream output, CompressionOptions options, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        void Write(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            output.Write(bytes);
            size += bytes.Length;
        }

        if (FormatOf(options) is { } format)
        {
            using BlockPipeline pipeline = new(format, options.Workers);
            pipeline.Run(input, Write, cancellationToken);
        }
        else
        {
            Copy(input, Write, cancellationToken);
        }

        Span<byte> value = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(value);
        return new CompressedBlob(Digest.FromSha256(value), size);
    }

    private static BlockFormat? FormatOf(CompressionOptions options) => options.Kind switch
    {
        CompressionKind.Gzip => new BlockGzip(options.Level ?? CompressionOptions.DefaultGzipLevel),
        CompressionKind.Zstd => new FramedZstd(options.Level ?? CompressionOptions.DefaultZstdLevel),
        _ => null,
    };

    private static void Copy(Stream input, BlockPipeline.Sink sink, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[CopySize];
        int count;
        while ((count = input.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sink(buffer.AsSpan(0, count));
        }
    }
}
