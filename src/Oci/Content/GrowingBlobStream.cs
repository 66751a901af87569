using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Content;

/// <summary>Reads a blob while it is written: waits for bytes that are still to come, and ends when the blob is committed.</summary>
/// <remarks>Made by <see cref="BlobWriter.Follow"/>; for one reading thread.</remarks>
public sealed class GrowingBlobStream : ReadOnlyStream
{
    private readonly SafeFileHandle _file;
    private readonly EarlyRelease? _release;
    private readonly object _changes = new();
    private long _position;
    private long _written;
    private bool _isGivenUp;
    private Digest? _digest;

    /// <param name="hostPath">The file.</param>
    /// <param name="isWrittenEarly">Whether the disk writes it anyway. Only then is memory given back behind the reader: the kernel writes what it is asked to drop.</param>
    internal GrowingBlobStream(string hostPath, bool isWrittenEarly)
    {
        _file = File.OpenHandle(hostPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _release = isWrittenEarly ? new EarlyRelease(_file) : null;
    }

    /// <summary>The digest of the blob, once the stream has ended.</summary>
    public Digest Digest => _digest ?? throw new InvalidOperationException("the blob is still being written");

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
        _release?.Advance(_position);
        return count;
    }

    /// <summary>Fails all reads from now on.</summary>
    public void GiveUp() => Change(() => _isGivenUp = true);

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

    private void Change(Action change)
    {
        lock (_changes)
        {
            change();
            Monitor.PulseAll(_changes);
        }
    }
}
