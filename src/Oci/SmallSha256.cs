using System.Buffers.Binary;
using System.Numerics;

namespace Sharpbuild.Oci;

/// <summary>SHA-256 of small content in plain C#, for documents that are read when nothing else has to be done.</summary>
/// <remarks>
/// FIPS 180-4, 6.2. The platform's implementation loads OpenSSL on its first use, 3 ms and more of a build that does nothing; for some
/// kilobytes this one is done in a fraction of that. Larger content goes to the platform's, which is several times faster.
/// </remarks>
internal static class SmallSha256
{
    /// <summary>Up to how many bytes this implementation is used.</summary>
    public const int MostBytes = 32 * 1024;

    private const int BlockSize = 64;

    private static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Computes the 32 bytes of the value.</summary>
    public static void Hash(ReadOnlySpan<byte> content, Span<byte> value)
    {
        Span<uint> state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        int whole = content.Length / BlockSize * BlockSize;
        for (int at = 0; at < whole; at += BlockSize)
        {
            AddBlock(state, content.Slice(at, BlockSize));
        }

        ReadOnlySpan<byte> rest = content[whole..];
        Span<byte> last = stackalloc byte[2 * BlockSize];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        int length = rest.Length + 9 <= BlockSize ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteInt64BigEndian(last[(length - 8)..], (long)content.Length * 8);
        for (int at = 0; at < length; at += BlockSize)
        {
            AddBlock(state, last.Slice(at, BlockSize));
        }

        for (int index = 0; index < state.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value[(4 * index)..], state[index]);
        }
    }

    private static void AddBlock(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (int t = 0; t < 16; t++)
        {
            schedule[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * t)..]);
        }

        for (int t = 16; t < 64; t++)
        {
            uint early = schedule[t - 15];
            uint late = schedule[t - 2];
            uint sigma0 = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            uint sigma1 = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            schedule[t] = schedule[t - 16] + sigma0 + schedule[t - 7] + sigma1;
        }

        Compress(state, schedule);
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<uint> schedule)
    {
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        (uint e, uint f, uint g, uint h) = (state[4], state[5], state[6], state[7]);
        for (int t = 0; t < 64; t++)
        {
            uint sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint temporary1 = h + sum1 + ((e & f) ^ (~e & g)) + RoundConstants[t] + schedule[t];
            uint sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint temporary2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e) = (g, f, e, d + temporary1);
            (d, c, b, a) = (c, b, a, temporary1 + temporary2);
        }

        ReadOnlySpan<uint> worked = [a, b, c, d, e, f, g, h];
        for (int index = 0; index < worked.Length; index++)
        {
            state[index] += worked[index];
        }
    }
}
