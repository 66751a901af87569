namespace Sharpbuild.Oci.Compression;

/// <summary>The compression of a stream that comes from outside, as its first bytes tell.</summary>
public enum CompressionFormat
{
    /// <summary>None that is known.</summary>
    None,

    /// <summary>gzip, RFC 1952.</summary>
    Gzip,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>xz.</summary>
    Xz,

    /// <summary>Zstandard, RFC 8878.</summary>
    Zstd,
}
