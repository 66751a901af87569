using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Compression;

/// <summary>A stream whose first bytes were looked at and are read again.</summary>
internal sealed class PrefixedStream : ReadOnlyStream
{
    private readonly Stream _rest;
    private readonly byte[] _prefix;
    private int _position;

    private PrefixedStream(byte[] prefix, Stream rest)
    {
        _prefix = prefix;
        _rest = rest;
    }

    /// <summary>The bytes that were looked at.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix;

    /// <summary>Looks at the first bytes of a stream, which stays open.</summary>
    public static PrefixedStream Peek(Stream stream, int count)
    {
        byte[] prefix = new byte[count];
        int read = stream.ReadAtLeast(prefix, count, throwOnEndOfStream: false);
        return new PrefixedStream(prefix[..read], stream);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position == _prefix.Length)
        {
            return _rest.Read(buffer);
        }

        int count = Math.Min(buffer.Length, _prefix.Length - _position);
        _prefix.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
