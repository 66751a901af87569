using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Layers;

/// <summary>Tells archives from other files, by their content alone.</summary>
public static class ArchiveDetector
{
    /// <summary>Whether a file is a tar archive, compressed perhaps, that begins with a header whose checksum is right.</summary>
    /// <param name="file">The file; its position is not used.</param>
    public static bool IsArchive(SafeFileHandle file)
    {
        Span<byte> block = stackalloc byte[TarFormat.BlockSize];
        int count = file.ReadAt(block, 0);
        if (Decompressor.Detect(block[..count]) == CompressionFormat.None)
        {
            return count == TarFormat.BlockSize && IsHeader(block);
        }

        try
        {
            using Stream content = Decompressor.Open(new FilePartStream(file));
            return content.ReadAtLeast(block, TarFormat.BlockSize, throwOnEndOfStream: false) == TarFormat.BlockSize && IsHeader(block);
        }
        catch (InvalidContentException)
        {
            return false;
        }
    }

    private static bool IsHeader(ReadOnlySpan<byte> block) => TarHeaderView.IsHeader(block);
}
