using Sharpbuild.Linux.Libraries;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Compression;

/// <summary>What an xz stream holds.</summary>
internal sealed class XzContentStream(Stream source) : ReadOnlyStream
{
    private readonly XzDecoder _decoder = Begin();
    private readonly byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isLast;
    private bool _ended;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended)
        {
            if (_start == _end && !_isLast)
            {
                (_start, _end) = (0, source.Read(_input));
                _isLast = _end == 0;
            }

            XzStatus status = _decoder.Decode(_input.AsSpan(_start, _end - _start), _isLast, buffer, out int read, out int written);
            _start += read;
            _ended = status == XzStatus.Ended;
            if (status is XzStatus.Malformed or XzStatus.NeedsTooMuchMemory)
            {
                throw new InvalidDataException(status == XzStatus.Malformed
                    ? "the xz data is malformed or cut off"
                    : "the xz data needs more memory than is allowed");
            }

            if (written > 0)
            {
                return written;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    private static XzDecoder Begin()
    {
        try
        {
            return new XzDecoder();
        }
        catch (DllNotFoundException exception)
        {
            throw new InvalidContentException(
                "xz data cannot be decompressed here: the library liblzma.so.5 is missing (install liblzma5 or xz-libs)", exception);
        }
    }
}
