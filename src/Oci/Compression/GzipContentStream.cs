using System.Buffers.Binary;
using System.IO.Compression;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Compression;

/// <summary>What a gzip stream of one or more members holds.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes a stream that is cut off for one that has ended. So the source is given one more member at its end, whose
/// content is known: if it does not come out last, the decompressor was not between members when the source ended.
/// </remarks>
internal sealed class GzipContentStream : ReadOnlyStream
{
    private const int BufferSize = 64 * 1024;

    private static ReadOnlySpan<byte> EndMark => "end of gzip data."u8;

    private readonly MarkedSource _source;
    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Reads from <paramref name="source"/>, which stays open.</summary>
    public GzipContentStream(Stream source)
    {
        _source = new MarkedSource(source);
        _gzip = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= EndMark.Length)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _start - (_ended ? 0 : EndMark.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count = _gzip.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        if (count > 0)
        {
            return;
        }

        _ended = true;
        if (!_source.HasGivenMark)
        {
            // Something that is no member follows the last one, zeros as a rule; gzip ignores it too.
            return;
        }

        if (!_buffer.AsSpan(_start, _end - _start).EndsWith(EndMark))
        {
            throw new InvalidDataException("the gzip data is cut off");
        }

        _end -= EndMark.Length;
    }

    private sealed class MarkedSource(Stream source) : ReadOnlyStream
    {
        private byte[]? _mark;
        private int _given;

        public bool HasGivenMark => _given > 0;

        public override int Read(Span<byte> buffer)
        {
            if (_mark is null)
            {
                int count = source.Read(buffer);
                if (count > 0)
                {
                    return count;
                }

                _mark = MarkMember();
            }

            int part = Math.Min(buffer.Length, _mark.Length - _given);
            _mark.AsSpan(_given, part).CopyTo(buffer);
            _given += part;
            return part;
        }

        private static byte[] MarkMember()
        {
            byte length = (byte)EndMark.Length;
            byte[] member = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1, length, 0, (byte)~length, 0xFF, .. EndMark, 0, 0, 0, 0, length, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(member.AsSpan(member.Length - 8), CompressionNative.Crc32(0, EndMark));
            return member;
        }
    }
}
