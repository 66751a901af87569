using System.Buffers;

namespace Sharpbuild.Oci.Layers;

/// <summary>Reads a tar stream in blocks through one buffer.</summary>
internal sealed class TarInput : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;

    /// <summary>Reads from <paramref name="stream"/>, which stays open.</summary>
    public TarInput(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
    }

    /// <summary>How far the stream is read, in bytes since it was given.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next block.</summary>
    /// <param name="block">The block; valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    public bool TryReadBlock(out ReadOnlySpan<byte> block)
    {
        block = default;
        while (_end - _start < TarFormat.BlockSize)
        {
            if (Fill() == 0)
            {
                return _end == _start ? false : throw Truncated();
            }
        }

        block = Consume(TarFormat.BlockSize);
        return true;
    }

    /// <summary>Reads the next block of something that cannot end here.</summary>
    public ReadOnlySpan<byte> ReadBlock() => TryReadBlock(out ReadOnlySpan<byte> block) ? block : throw Truncated();

    /// <summary>Reads what is at hand, at least one byte.</summary>
    /// <param name="most">The most bytes to read, above 0.</param>
    /// <returns>The bytes; valid until the next call.</returns>
    public ReadOnlySpan<byte> ReadSome(long most)
    {
        if (_end == _start && Fill() == 0)
        {
            throw Truncated();
        }

        return Consume((int)Math.Min(most, _end - _start));
    }

    /// <summary>Reads exactly the buffer's length.</summary>
    public void ReadExactly(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ReadOnlySpan<byte> some = ReadSome(buffer.Length);
            some.CopyTo(buffer);
            buffer = buffer[some.Length..];
        }
    }

    /// <summary>Passes over bytes, by seeking where the stream can.</summary>
    public void Skip(long count)
    {
        if (count > _end - _start + BufferSize && _stream.CanSeek)
        {
            count -= Consume(_end - _start).Length;
            if (count > _stream.Length - _stream.Position)
            {
                throw Truncated();
            }

            _stream.Seek(count, SeekOrigin.Current);
            Position += count;
            return;
        }

        while (count > 0)
        {
            count -= ReadSome(count).Length;
        }
    }

    /// <summary>Passes over the rest of a block; a stream may end in it, as the one that the docker command sends does.</summary>
    public void SkipPadding(int count)
    {
        while (count > 0 && (_end > _start || Fill() > 0))
        {
            count -= ReadSome(count).Length;
        }
    }

    /// <summary>Reads the stream to its end, so that whatever checks it has seen all of it.</summary>
    public void Drain()
    {
        do
        {
            Consume(_end - _start);
        }
        while (Fill() > 0);
    }

    /// <summary>The error for a stream that ends inside an entry.</summary>
    public InvalidContentException Truncated() => new($"{_name} is cut off: it ends inside an entry, at byte {Position + _end - _start}");

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private ReadOnlySpan<byte> Consume(int count)
    {
        ReadOnlySpan<byte> taken = _buffer.AsSpan(_start, count);
        _start += count;
        Position += count;
        return taken;
    }

    private int Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int count = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count;
    }
}
