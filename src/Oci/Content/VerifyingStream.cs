using System.Security.Cryptography;

using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Content;

/// <summary>Reads content of a known size and digest, and fails before its last bytes are handed out if they are wrong.</summary>
/// <remarks>It never reads more than one byte beyond the declared size. Who stops reading before the end has verified nothing.</remarks>
public sealed class VerifyingStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly Digest _expected;
    private readonly long _size;
    private readonly IncrementalHash _hash;
    private readonly Func<InvalidContentException, InvalidContentException>? _onDamage;
    private long _position;
    private bool _verified;

    /// <summary>Wraps a stream.</summary>
    /// <param name="inner">The content; disposed with this stream.</param>
    /// <param name="expected">Its digest.</param>
    /// <param name="sizeInBytes">Its size.</param>
    /// <param name="onDamage">Hears of wrong content and gives the exception to throw; null throws as it is.</param>
    public VerifyingStream(Stream inner, Digest expected, long sizeInBytes, Func<InvalidContentException, InvalidContentException>? onDamage = null)
    {
        _onDamage = onDamage;
        _inner = inner;
        _expected = expected;
        _size = sizeInBytes;
        _hash = IncrementalHash.CreateHash(expected.HashAlgorithm);
    }

    /// <summary>The declared size.</summary>
    public override long Length => _size;

    /// <summary>The number of bytes read; it can not be set.</summary>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidContentException">The content ended early, goes on after its size, or has another digest.</exception>
    public override int Read(Span<byte> buffer)
    {
        long left = _size - _position;
        if (left == 0)
        {
            Verify();
            return 0;
        }

        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count = _inner.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        if (count == 0)
        {
            throw Damage($"blob {_expected} ended after {_position} bytes, but its size is {_size}");
        }

        _hash.AppendData(buffer[..count]);
        _position += count;
        if (_position == _size)
        {
            Verify();
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private InvalidContentException Damage(string message)
    {
        InvalidContentException problem = new(message);
        return _onDamage?.Invoke(problem) ?? problem;
    }

    private void Verify()
    {
        if (_verified)
        {
            return;
        }

        Span<byte> probe = stackalloc byte[1];
        if (_inner.Read(probe) != 0)
        {
            throw Damage($"blob {_expected} is longer than its size of {_size} bytes");
        }

        Digest actual = Digest.From(_expected.HashAlgorithm, _hash.GetHashAndReset());
        _verified = actual == _expected
            ? true
            : throw Damage($"blob {_expected} has other content: its digest is {actual}");
    }
}
