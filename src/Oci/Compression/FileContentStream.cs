using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Compression;

/// <summary>Reads an open file from its start without using its position.</summary>
internal sealed class FileContentStream(SafeFileHandle file) : ReadOnlyStream
{
    private long _offset;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = file.ReadAt(buffer, _offset);
        _offset += count;
        return count;
    }
}
