using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Files with holes, which a layer holds as zeros: a file of a few bytes could fill the disk.</summary>
public static class SparseFile
{
    /// <summary>The most bytes of holes that a file may bring into a layer.</summary>
    public const long MostHoleBytes = 8L << 30;

    private const int BlockSize = 512;

    /// <summary>Refuses a file with more holes than that.</summary>
    /// <param name="path">How the message names it.</param>
    /// <param name="status">Its status.</param>
    /// <exception cref="InvalidContentException">It has more.</exception>
    public static void Check(string path, in FileStatus status)
    {
        if (status.SizeInBytes > MostHoleBytes)
        {
            Check(path, status.SizeInBytes, status.SizeInBytes - (status.Blocks * BlockSize));
        }
    }

    /// <summary>Refuses a file with more holes than that.</summary>
    /// <param name="path">How the message names it.</param>
    /// <param name="sizeInBytes">Its size.</param>
    /// <param name="holeBytes">The bytes of it that are holes.</param>
    /// <exception cref="InvalidContentException">There are more.</exception>
    public static void Check(string path, long sizeInBytes, long holeBytes)
    {
        if (holeBytes > MostHoleBytes)
        {
            throw new InvalidContentException(
                $"the sparse file \"{path}\" of {sizeInBytes} bytes has {holeBytes} bytes of holes, which a layer would hold as zeros: {MostHoleBytes} are allowed; remove or shorten it");
        }
    }
}
