using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Content;

/// <summary>Reads a blob while it is written: waits for bytes that are still to come, and ends when the blob is committed.</summary>
/// <remarks>Made by <see cref="BlobWriter.Follow"/>; for one reading thread.</remarks>
public sealed class GrowingBlobStream : Stream
{
    private const long ReleaseSize = 4 << 20;

    private readonly SafeFileHandle _file;
    private readonly object _changes = new();
    private long _position;
    private long _released;
    private long _written;
    private bool _isGivenUp;
    private Digest? _digest;

    internal GrowingBlobStream(string hostPath) =>
        _file = File.OpenHandle(hostPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The digest of the blob, once the stream has ended.</summary>
    public Digest Digest => _digest ?? throw new InvalidOperationException("the blob is still being written");

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <summary>Waits until so many bytes are there or the blob has ended.</summary>
    /// <returns>Whether they are there.</returns>
    /// <exception cref="OperationCanceledException">The blob was given up.</exception>
    public bool WaitFor(long bytes)
    {
        lock (_changes)
        {
            while (_written < bytes && _digest is null && !_isGivenUp)
            {
                Monitor.Wait(_changes);
            }

            return _isGivenUp ? throw new OperationCanceledException("the blob was given up") : _written >= bytes;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The blob was given up.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !WaitFor(_position + 1))
        {
            return 0;
        }

        int count = RandomAccess.Read(_file, buffer[..(int)Math.Min(buffer.Length, Volatile.Read(ref _written) - _position)], _position);
        _position += count;
        ReleaseRead();
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Fails all reads from now on.</summary>
    public void GiveUp() => Change(() => _isGivenUp = true);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Tells the reader how long the blob is by now.</summary>
    internal void Grow(long written) => Change(() => _written = written);

    /// <summary>Ends the stream after the bytes that were written.</summary>
    internal void Complete(Digest digest) => Change(() => _digest = digest);


    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What was read and is on the disk makes room in memory for what is made of it: fresh memory costs more than memory that was in use just now.</summary>
    private void ReleaseRead()
    {
        if (_position - _released >= ReleaseSize)
        {
            _file.AdviseDontNeed(_released, _position - _released);
            _released = _position;
        }
    }

    private void Change(Action change)
    {
        lock (_changes)
        {
            change();
            Monitor.PulseAll(_changes);
        }
    }
}
