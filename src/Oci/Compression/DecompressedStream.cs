using ICSharpCode.SharpZipLib;

using Sharpbuild.Oci.Streams;

using ZstdSharp;

namespace Sharpbuild.Oci.Compression;

/// <summary>What a compressed stream holds; errors of the decompressors come out as one kind.</summary>
/// <param name="content">The decompressing stream; disposed with this one.</param>
/// <param name="source">What it reads from; read to its end after it, so that whatever checks it has seen all of it.</param>
/// <param name="name">How messages name the source.</param>
internal sealed class DecompressedStream(Stream content, Stream source, string name) : ReadOnlyStream
{
    private bool _ended;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        int count;
        try
        {
            count = content.Read(buffer);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or SharpZipBaseException
            or ZstdException or IndexOutOfRangeException)
        {
            throw new InvalidContentException($"{name} cannot be decompressed: {exception.Message}", exception);
        }

        if (count == 0)
        {
            _ended = true;
            Drain();
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Drain()
    {
        byte[] buffer = new byte[4096];
        while (source.Read(buffer) > 0)
        {
        }
    }
}
