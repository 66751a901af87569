using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    private const int HashBits = 16;
    private const int WindowMask = 32 * 1024 - 1;

    private readonly int _depth = level.Depth;
    private readonly int _goodLength = level.GoodLength;
    private readonly ushort[] _heads = new ushort[1 << HashBits];
    private readonly ushort[] _previous = new ushort[WindowMask + 1];

    /// <summary>Forgets all places.</summary>
    public void Reset() => Array.Clear(_heads);

    /// <summary>Notes places without looking for matches.</summary>
    public void Insert(ref byte data, int position, int end)
    {
        ref ushort heads = ref MemoryMarshal.GetArrayDataReference(_heads);
        ref ushort previous = ref MemoryMarshal.GetArrayDataReference(_previous);
        for (; position < end; position++)
        {
            ref ushort head = ref Unsafe.Add(ref heads, Hash(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, position))));
            Unsafe.Add(ref previous, position & WindowMask) = head;
            head = (ushort)position;
        }
    }

    /// <summary>Notes a place, and looks at the newest place of the same hash alone: where data does not compress, this is all that is done.</summary>
    /// <param name="data">The first byte of all data.</param>
    /// <param name="position">The place, with <see cref="LookAhead"/> bytes behind it.</param>
    /// <returns>How far back the same four bytes are; 0 if they are not at that place.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Note(ref byte data, int position)
    {
        ref byte here = ref Unsafe.Add(ref data, position);
        uint start = Unsafe.ReadUnaligned<uint>(ref here);
        ref ushort head = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_heads), Hash(start));
        int back = (ushort)(position - head);
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_previous), position & WindowMask) = head;
        head = (ushort)position;

        // The bytes are compared before the distance is: they are what seldom agrees, so the processor foretells the branch.
        return back <= position && Unsafe.ReadUnaligned<uint>(ref Unsafe.Subtract(ref here, back)) == start && back <= WindowMask ? back : 0;
    }

    /// <summary>Finds the longest match for a place.</summary>
    /// <param name="data">The first byte of all data.</param>
    /// <param name="position">The place.</param>
    /// <param name="end">Where the data ends.</param>
    /// <param name="back">What <see cref="Note"/> returned for the place, not 0.</param>
    /// <param name="longest">Only a match longer than this counts.</param>
    /// <param name="distance">How far back the match begins; 0 for none.</param>
    /// <returns>Its length, or <paramref name="longest"/> if there is none.</returns>
    public int Find(ref byte data, int position, int end, int back, int longest, out int distance)
    {
        distance = 0;
        int most = Math.Min(DeflateTables.LongestMatch, end - position);
        if (longest >= most)
        {
            return longest;
        }

        ref byte here = ref Unsafe.Add(ref data, position);
        uint start = Unsafe.ReadUnaligned<uint>(ref here);
        ref ushort previous = ref MemoryMarshal.GetArrayDataReference(_previous);
        int farthest = Math.Min(position, WindowMask);
        for (int left = _depth; ;)
        {
            ref byte there = ref Unsafe.Subtract(ref here, back);
            if (Unsafe.Add(ref there, longest) == Unsafe.Add(ref here, longest) && Unsafe.ReadUnaligned<uint>(ref there) == start)
            {
                int length = Match(ref here, ref there, most);
                if (length > longest)
                {
                    longest = length;
                    distance = back;
                    if (length >= _goodLength || length == most)
                    {
                        break;
                    }
                }
            }

            if (--left <= 0)
            {
                break;
            }

            int next = (ushort)(position - Unsafe.Add(ref previous, (position - back) & WindowMask));
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
