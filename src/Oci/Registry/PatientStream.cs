using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Registry;

/// <summary>Reads a network stream; each read may be cancelled and must give something within a time.</summary>
internal sealed class PatientStream(Stream inner, TimeSpan noProgressLimit, CancellationToken cancellationToken) : ReadOnlyStream
{
    private CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private byte[] _buffer = [];

    /// <inheritdoc/>
    /// <exception cref="IOException">Nothing came within the limit, or the connection broke.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_buffer.Length < buffer.Length)
        {
            _buffer = new byte[Math.Max(buffer.Length, 4096)];
        }

        try
        {
            _limit.CancelAfter(noProgressLimit);
            int count = inner.ReadAsync(_buffer.AsMemory(0, buffer.Length), _limit.Token).AsTask().GetAwaiter().GetResult();
            if (!_limit.TryReset())
            {
                _limit.Dispose();
                _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            }

            _buffer.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {noProgressLimit.TotalSeconds:0} s", problem);
        }
    }

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
