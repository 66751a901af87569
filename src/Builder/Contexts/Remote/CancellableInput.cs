namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Reads standard input, or another stream whose reads nothing can end, until it is cancelled; a read that hangs is left behind.</summary>
/// <param name="input">The stream. Stays with its owner.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public sealed class CancellableInput(Stream input, CancellationToken cancellationToken) : Stream
{
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
    public override int Read(byte[] buffer, int offset, int count)
    {
        Task<int> read = Task.Run(() => input.Read(buffer, offset, count), cancellationToken);
        WaitHandle.WaitAny([((IAsyncResult)read).AsyncWaitHandle, cancellationToken.WaitHandle]);
        cancellationToken.ThrowIfCancellationRequested();
        return read.GetAwaiter().GetResult();
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
}
