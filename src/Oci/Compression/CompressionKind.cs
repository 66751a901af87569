namespace Sharpbuild.Oci.Compression;

/// <summary>How a layer's tar stream is compressed.</summary>
public enum CompressionKind
{
    /// <summary>Not at all.</summary>
    Uncompressed,

    /// <summary>gzip, RFC 1952.</summary>
    Gzip,

    /// <summary>Zstandard, RFC 8878.</summary>
    Zstd,
}
