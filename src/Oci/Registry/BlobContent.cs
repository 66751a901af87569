using System.Buffers;
using System.Net;

namespace Sharpbuild.Oci.Registry;

/// <summary>The body of an upload, read from a stream of known size.</summary>
internal sealed class BlobContent : HttpContent
{
    private const int BufferSize = 128 * 1024;

    private readonly Stream _blob;
    private readonly long _size;

    /// <summary>Takes over a stream.</summary>
    public BlobContent(Stream blob, long sizeInBytes)
    {
        _blob = blob;
        _size = sizeInBytes;
        Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
    }

    /// <summary>Called after each part that was sent.</summary>
    public Action OnProgress { get; set; } = () => { };

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (_blob.Read(buffer, 0, BufferSize) is int count and > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                OnProgress();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _size;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blob.Dispose();
        }

        base.Dispose(disposing);
    }
}
