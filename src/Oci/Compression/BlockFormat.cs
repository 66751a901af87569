namespace Sharpbuild.Oci.Compression;

/// <summary>A format whose blocks are compressed independently, so that neither their number at a time nor their order in time shows in the bytes.</summary>
internal abstract class BlockFormat
{
    /// <summary>The bytes of input in each block but the last.</summary>
    public abstract int BlockSize { get; }

    /// <summary>What comes before the first block.</summary>
    public virtual ReadOnlySpan<byte> Header => [];

    /// <summary>Sees each block of input in order.</summary>
    public virtual void Observe(ReadOnlySpan<byte> block)
    {
    }

    /// <summary>Makes what compresses blocks, one at a time.</summary>
    public abstract IBlockEncoder CreateEncoder();

    /// <summary>What comes after the last block.</summary>
    public virtual byte[] Trailer() => [];
}
