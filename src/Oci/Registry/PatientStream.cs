namespace Sharpbuild.Oci.Registry;

/// <summary>Reads a network stream; each read may be cancelled and must give something within a time.</summary>
internal sealed class PatientStream(Stream inner, TimeSpan noProgressLimit, CancellationToken cancellationToken) : Stream
{
    private CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private byte[] _buffer = [];

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_buffer.Length < buffer.Length)
        {
            _buffer = new byte[Math.Max(buffer.Length, 4096)];
        }

        int count = Read(_buffer, 0, buffer.Length);
        _buffer.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">Nothing came within the limit, or the connection broke.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            _limit.CancelAfter(noProgressLimit);
            int read = inner.ReadAsync(buffer.AsMemory(offset, count), _limit.Token).AsTask().GetAwaiter().GetResult();
            if (!_limit.TryReset())
            {
                _limit.Dispose();
                _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            }

            return read;
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {noProgressLimit.TotalSeconds:0} s", problem);
        }
    }

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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _limit.Dispose();
        }

        base.Dispose(disposing);
    }
}
