using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>Finds earlier copies of the bytes at a place by chains of places whose next four bytes have the same hash.</summary>
/// <remarks>
/// Places are kept by their lower 16 bits. What is left in the tables of places further back than the window can only lead to a
/// candidate whose bytes do not match or to one that is as good as any, as every candidate is compared with the data.
/// </remarks>
internal sealed class MatchFinder(DeflateLevel level)
{
    /// <summary>The shortest match that is looked for, in bytes.</summary>
    public const int ShortestFound = 4;

    /// <summary>Bytes that must follow a place so that it can be looked at.</summary>
    public const int LookAhead = 8;

    private const int HashBits = 15;
    private const int WindowMask = 32 * 1024 - 1;

    private readonly ushort[] _heads = new ushort[1 << HashBits];
    private readonly ushort[] _previous = new ushort[WindowMask + 1];

    /// <summary>Forgets all places.</summary>
    public void Reset() => Array.Clear(_heads);

    /// <summary>Notes places without looking for matches.</summary>
    public void Insert(ref byte data, int position, int end)
    {
        ref ushort heads = ref _heads[0];
        ref ushort previous = ref _previous[0];
        for (; position < end; position++)
        {
            ref ushort head = ref Unsafe.Add(ref heads, Hash(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, position))));
            Unsafe.Add(ref previous, position & WindowMask) = head;
            head = (ushort)position;
        }
    }

    /// <summary>Notes a place and finds the longest match for it.</summary>
    /// <param name="data">The first byte of all data.</param>
    /// <param name="position">The place, with <see cref="LookAhead"/> bytes behind it.</param>
    /// <param name="end">Where the data ends.</param>
    /// <param name="longest">Only a match longer than this counts.</param>
    /// <param name="distance">How far back the match begins.</param>
    /// <returns>Its length, or <paramref name="longest"/> if there is none.</returns>
    public int Find(ref byte data, int position, int end, int longest, out int distance)
    {
        ref byte here = ref Unsafe.Add(ref data, position);
        uint start = Unsafe.ReadUnaligned<uint>(ref here);
        ref ushort head = ref Unsafe.Add(ref _heads[0], Hash(start));
        int candidate = head;
        ref ushort previous = ref _previous[0];
        Unsafe.Add(ref previous, position & WindowMask) = head;
        head = (ushort)position;

        distance = 0;
        int back = (ushort)(position - candidate);
        int farthest = Math.Min(position, WindowMask);
        int most = Math.Min(DeflateTables.LongestMatch, end - position);
        if (back == 0 || back > farthest || longest >= most)
        {
            return longest;
        }

        int left = level.Depth;
        while (true)
        {
            ref byte there = ref Unsafe.Subtract(ref here, back);
            if (Unsafe.Add(ref there, longest) == Unsafe.Add(ref here, longest) && Unsafe.ReadUnaligned<uint>(ref there) == start)
            {
                int length = Match(ref here, ref there, most);
                if (length > longest)
                {
                    longest = length;
                    distance = back;
                    if (length >= level.GoodLength || length == most)
                    {
                        break;
                    }
                }
            }

            if (--left <= 0)
            {
                break;
            }

            candidate = Unsafe.Add(ref previous, candidate & WindowMask);
            int next = (ushort)(position - candidate);
            if (next <= back || next > farthest)
            {
                break;
            }

            back = next;
        }

        return longest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(uint start) => (int)((start * 0x9E3779B1) >> (32 - HashBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Match(ref byte here, ref byte there, int most)
    {
        int length = ShortestFound;
        for (; length + sizeof(ulong) <= most; length += sizeof(ulong))
        {
            ulong difference = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref here, length)) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref there, length));
            if (difference != 0)
            {
                return length + (BitOperations.TrailingZeroCount(difference) >> 3);
            }
        }

        while (length < most && Unsafe.Add(ref here, length) == Unsafe.Add(ref there, length))
        {
            length++;
        }

        return length;
    }
}
