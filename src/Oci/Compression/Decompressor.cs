using ZstdSharp;

namespace Sharpbuild.Oci.Compression;

/// <summary>Opens compressed streams by their first bytes.</summary>
public static class Decompressor
{
    /// <summary>The first bytes that <see cref="Detect"/> wants to see; fewer are enough where the stream has fewer.</summary>
    public const int DetectedBytes = 6;

    /// <summary>Tells the compression from the first bytes of a stream.</summary>
    public static CompressionFormat Detect(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, 8, ..] => CompressionFormat.Gzip,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => CompressionFormat.Bzip2,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => CompressionFormat.Xz,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => CompressionFormat.Zstd,
        [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => CompressionFormat.Zstd,
        _ => CompressionFormat.None,
    };

    /// <summary>Opens a stream for reading what it holds, decompressed if it is compressed.</summary>
    /// <param name="input">The stream, from where it stands; read to its end, stays open.</param>
    /// <param name="name">How messages name it.</param>
    /// <returns>
    /// A stream that the caller disposes. Reading throws <see cref="InvalidContentException"/> where the compressed bytes are malformed, have
    /// a wrong checksum or are cut off.
    /// </returns>
    public static Stream Open(Stream input, string name = "the stream")
    {
        PrefixedStream source = PrefixedStream.Peek(input, DetectedBytes);
        Stream content = Detect(source.Prefix) switch
        {
            CompressionFormat.Gzip => new GzipContentStream(source),
            CompressionFormat.Bzip2 => new Bzip2ContentStream(source),
            CompressionFormat.Xz => new XzContentStream(source),
            CompressionFormat.Zstd => new DecompressionStream(source, leaveOpen: true),
            _ => source,
        };
        return new DecompressedStream(content, source, name);
    }
}
