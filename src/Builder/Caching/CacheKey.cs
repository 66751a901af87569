using System.Collections.Immutable;
using System.Text;

namespace Sharpbuild.Builder.Caching;

/// <summary>The cache key of a step: a SHA-256 over its parts, which stay known so that a miss can be explained.</summary>
/// <param name="Hex">64 lower-case hexadecimal digits.</param>
/// <param name="Parts">The parts in the order in which they are hashed.</param>
public sealed record CacheKey(string Hex, ImmutableArray<KeyPart> Parts)
{
    /// <summary>Hashes the parts, each framed by its length, so that no two lists of parts collide by concatenation.</summary>
    public static CacheKey Of(ImmutableArray<KeyPart> parts)
    {
        KeyHasher hasher = new();
        foreach (KeyPart part in parts)
        {
            AppendFramed(hasher, part.Name);
            AppendFramed(hasher, part.Value);
        }

        return new CacheKey(hasher.Finish().Hex, parts);
    }

    /// <summary>A digest of texts, in hexadecimal; for names of files and parts with long values.</summary>
    public static string Digest(params ReadOnlySpan<string> texts)
    {
        KeyHasher hasher = new();
        foreach (string text in texts)
        {
            AppendFramed(hasher, text);
        }

        return hasher.Finish().Hex;
    }

    private static void AppendFramed(KeyHasher hasher, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hasher.Append(length);
        hasher.Append(bytes);
    }
}
