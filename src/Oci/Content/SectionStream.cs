using Microsoft.Win32.SafeHandles;

using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Content;

/// <summary>Reads a part of a file without moving the file's own position.</summary>
internal sealed class SectionStream(SafeFileHandle file, long offset, long length) : ReadOnlyStream
{
    private long _position;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min(buffer.Length, length - _position);
        int count = most == 0 ? 0 : RandomAccess.Read(file, buffer[..most], offset + _position);
        _position += count;
        return count;
    }
}
