using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Reads standard input, or another stream whose reads nothing can end, until it is cancelled; a read that hangs is left behind.</summary>
/// <param name="input">The stream. Stays with its owner.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public sealed class CancellableInput(Stream input, CancellationToken cancellationToken) : ReadOnlyStream
{
    /// <summary>Not the caller's: a read that is left behind may still write to it.</summary>
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public override int Read(Span<byte> buffer)
    {
        int most = Math.Min(buffer.Length, _buffer.Length);
        Task<int> read = Task.Run(() => input.Read(_buffer, 0, most), cancellationToken);
        WaitHandle.WaitAny([((IAsyncResult)read).AsyncWaitHandle, cancellationToken.WaitHandle]);
        cancellationToken.ThrowIfCancellationRequested();
        int count = read.GetAwaiter().GetResult();
        _buffer.AsSpan(0, count).CopyTo(buffer);
        return count;
    }
}
