using System.Buffers.Binary;

using Sharpbuild.Linux;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Caching;

/// <summary>Hashes the parts of cache keys, without OpenSSL.</summary>
public sealed class KeyHasher
{
    private readonly ManagedSha256 _hash = new();

    /// <summary>Adds bytes as they are; the caller sees to it that parts cannot run into each other.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

    /// <summary>Adds a number as eight bytes.</summary>
    public void Append(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Append(bytes);
    }

    /// <summary>Adds a text in the encoding of <see cref="PathText"/>, its length first.</summary>
    public void Append(string text)
    {
        const int OnStack = 512;
        int most = PathText.MaxByteCount(text);
        Span<byte> bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        int count = PathText.Encode(text, bytes);
        Append((long)count);
        Append(bytes[..count]);
    }

    /// <summary>Ends the hash; the hasher cannot be used any more.</summary>
    public Digest Finish()
    {
        Span<byte> value = stackalloc byte[32];
        Finish(value);
        return Digest.FromSha256(value);
    }

    /// <summary>Ends the hash; the hasher cannot be used any more.</summary>
    /// <param name="value">Where the 32 bytes go.</param>
    public void Finish(Span<byte> value) => _hash.Finish(value);
}
