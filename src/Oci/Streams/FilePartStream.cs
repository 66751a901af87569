using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Oci.Streams;

/// <summary>Reads a file from an offset on, without moving its position.</summary>
/// <param name="file">The file; stays open.</param>
/// <param name="offset">Where reading begins.</param>
public sealed class FilePartStream(SafeFileHandle file, long offset = 0) : ReadOnlyStream
{
    private long _offset = offset;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = RandomAccess.Read(file, buffer, _offset);
        _offset += count;
        return count;
    }
}
