namespace Sharpbuild.Oci.Compression;

/// <summary>Compresses one block at a time.</summary>
internal interface IBlockEncoder : IDisposable
{
    /// <summary>Compresses a block.</summary>
    /// <param name="block">Holds the input at its start.</param>
    /// <param name="count">The bytes of input.</param>
    /// <param name="output">Empty; takes the compressed bytes.</param>
    void Encode(byte[] block, int count, MemoryStream output);
}
