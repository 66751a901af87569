using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sharpbuild.Oci;

/// <summary>SHA-256 in managed code, for keys and small documents.</summary>
/// <remarks>
/// FIPS 180-4. The system's own implementation loads OpenSSL at its first use, which costs more than all keys and documents of a build
/// that has nothing to do. Larger content goes to the system's, which is several times faster.
/// </remarks>
public sealed class ManagedSha256
{
    /// <summary>Up to how many bytes it is quicker than to load OpenSSL.</summary>
    public const int MostBytes = 32 * 1024;

    private const int BlockSize = 64;

    private readonly uint[] _state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    private readonly byte[] _block = new byte[BlockSize];
    private long _length;

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

    /// <summary>Adds bytes as they are; the caller sees to it that parts cannot run into each other.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int used = (int)(_length % BlockSize);
        _length += bytes.Length;
        if (used > 0)
        {
            int take = Math.Min(BlockSize - used, bytes.Length);
            bytes[..take].CopyTo(_block.AsSpan(used));
            bytes = bytes[take..];
            if (used + take < BlockSize)
            {
                return;
            }

            Compress(_state, _block);
        }

        int whole = bytes.Length & ~(BlockSize - 1);
        Compress(_state, bytes[..whole]);
        bytes[whole..].CopyTo(_block);
    }

    /// <summary>Ends the hash; the hasher cannot be used any more.</summary>
    /// <param name="value">Where the 32 bytes go.</param>
    public void Finish(Span<byte> value)
    {
        int used = (int)(_length % BlockSize);
        Span<byte> tail = stackalloc byte[2 * BlockSize];
        tail.Clear();
        _block.AsSpan(0, used).CopyTo(tail);
        tail[used] = 0x80;
        tail = tail[..(used < BlockSize - 8 ? BlockSize : 2 * BlockSize)];
        BinaryPrimitives.WriteInt64BigEndian(tail[^8..], _length * 8);
        Compress(_state, tail);
        for (int i = 0; i < _state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value[(4 * i)..], _state[i]);
        }
    }

    private static void Compress(uint[] state, ReadOnlySpan<byte> blocks)
    {
        Span<uint> words = stackalloc uint[64];
        for (; blocks.Length >= BlockSize; blocks = blocks[BlockSize..])
        {
            Schedule(words, blocks);
            Compress(state, words, RoundConstants);
        }
    }

    private static void Schedule(Span<uint> words, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }

        for (int i = 16; i < 64; i++)
        {
            uint early = words[i - 15];
            uint late = words[i - 2];
            uint sigma0 = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            uint sigma1 = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            words[i] = words[i - 16] + sigma0 + words[i - 7] + sigma1;
        }
    }

    private static void Compress(uint[] state, ReadOnlySpan<uint> words, ReadOnlySpan<uint> constants)
    {
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i += 8)
        {
            ReadOnlySpan<uint> word = words.Slice(i, 8);
            ReadOnlySpan<uint> constant = constants.Slice(i, 8);
            Round(a, b, c, ref d, e, f, g, ref h, constant[0] + word[0]);
            Round(h, a, b, ref c, d, e, f, ref g, constant[1] + word[1]);
            Round(g, h, a, ref b, c, d, e, ref f, constant[2] + word[2]);
            Round(f, g, h, ref a, b, c, d, ref e, constant[3] + word[3]);
            Round(e, f, g, ref h, a, b, c, ref d, constant[4] + word[4]);
            Round(d, e, f, ref g, h, a, b, ref c, constant[5] + word[5]);
            Round(c, d, e, ref f, g, h, a, ref b, constant[6] + word[6]);
            Round(b, c, d, ref e, f, g, h, ref a, constant[7] + word[7]);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(uint a, uint b, uint c, ref uint d, uint e, uint f, uint g, ref uint h, uint input)
    {
        uint sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
        uint choice = (e & f) ^ (~e & g);
        uint first = h + sum1 + choice + input;
        uint sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
        uint majority = (a & b) ^ (a & c) ^ (b & c);
        d += first;
        h = first + sum0 + majority;
    }
}
