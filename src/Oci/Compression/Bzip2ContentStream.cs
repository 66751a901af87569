using ICSharpCode.SharpZipLib.BZip2;

using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Compression;

/// <summary>What one or more bzip2 streams behind each other hold, as parallel compressors write them.</summary>
internal sealed class Bzip2ContentStream(Stream source) : ReadOnlyStream
{
    private const int HeaderSize = 4;

    private readonly ByteSource _source = new(source);
    private BZip2InputStream? _part;
    private bool _ended;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended)
        {
            // The decoder takes its input byte by byte, so that it stands right behind the stream when that ends.
            _part ??= new BZip2InputStream(_source) { IsStreamOwner = false };
            int count = _part.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            _part.Dispose();
            _part = null;
            _ended = !HasNextPart();
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _part?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What does not begin like a stream is ignored, as bzip2 does.</summary>
    private bool HasNextPart()
    {
        ReadOnlySpan<byte> next = _source.Peek(HeaderSize);
        if (next.IsEmpty || !"BZh"u8.StartsWith(next[..Math.Min(3, next.Length)]))
        {
            return false;
        }

        return next.Length == HeaderSize ? Decompressor.Detect(next) == CompressionFormat.Bzip2 : throw new EndOfStreamException("the bzip2 data is cut off");
    }

    private sealed class ByteSource(Stream source) : ReadOnlyStream
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private int _start;
        private int _end;

        public ReadOnlySpan<byte> Peek(int count)
        {
            int missing = count - (_end - _start);
            if (missing > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
                _end += source.ReadAtLeast(_buffer.AsSpan(_end), missing, throwOnEndOfStream: false);
            }

            return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
        }

        public override int ReadByte() => Peek(1).IsEmpty ? -1 : _buffer[_start++];

        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> next = Peek(1);
            int count = Math.Min(buffer.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer);
            _start += count;
            return next.IsEmpty ? 0 : count;
        }
    }
}
