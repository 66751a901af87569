using Microsoft.Win32.SafeHandles;

using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Reads a file from an offset on, without moving its position.</summary>
/// <param name="file">The file; stays open.</param>
/// <param name="offset">Where reading begins.</param>
internal sealed class FilePartStream(SafeFileHandle file, long offset) : ReadOnlyStream
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
