namespace Sharpbuild.Oci.Compression;

/// <summary>How a blob is compressed.</summary>
/// <param name="Kind">The format.</param>
/// <param name="Level">The level: 1 to 9 for gzip, 1 to 22 for zstd; null for the default.</param>
public sealed record CompressionOptions(CompressionKind Kind, int? Level = null)
{
    /// <summary>What the compressed bytes depend on beside the level; changes whenever equal input may give other bytes than before.</summary>
    public const int FormatVersion = 4;

    /// <summary>The level for gzip where none is asked for.</summary>
    public const int DefaultGzipLevel = 2;

    /// <summary>The level for zstd where none is asked for.</summary>
    public const int DefaultZstdLevel = 3;

    /// <summary>How many threads compress; the bytes do not depend on it.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
