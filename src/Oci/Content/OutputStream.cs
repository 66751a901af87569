using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Content;

/// <summary>A file that is written from its start to its end.</summary>
public class OutputStream : Stream
{
    private readonly EarlyWriteback? _writeback;
    private long _length;

    /// <summary>Writes to a file that is empty, or a pipe.</summary>
    /// <param name="file">The file; disposed with this stream.</param>
    /// <param name="writesEarly">Whether the disk begins to write it meanwhile: right where its end is a flush.</param>
    public OutputStream(SafeFileHandle file, bool writesEarly = true)
    {
        Handle = file;
        _writeback = writesEarly ? new EarlyWriteback(file) : null;
    }

    /// <summary>Whether bytes can be written anew or taken back: not in a pipe.</summary>
    public bool CanRewrite { get; init; }

    /// <summary>The open file.</summary>
    internal SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>The number of bytes written so far.</summary>
    public override long Length => _length;

    /// <summary>The number of bytes written so far; it can not be set.</summary>
    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        RandomAccess.Write(Handle, buffer, _length);
        _length += buffer.Length;
        _writeback?.Advance(_length);
    }

    /// <summary>Writes bytes anew that were written before.</summary>
    public void Rewrite(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(Handle, bytes, position);

    /// <summary>Takes back all bytes from a position on.</summary>
    public void TakeBack(long position)
    {
        RandomAccess.SetLength(Handle, position);
        _length = position;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Handle.Dispose();
        }

        base.Dispose(disposing);
    }
}
