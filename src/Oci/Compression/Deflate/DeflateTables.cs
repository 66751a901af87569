using System.Runtime.CompilerServices;

namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>Lengths and distances as symbols with extra bits (RFC 1951, 3.2.5).</summary>
internal static class DeflateTables
{
    /// <summary>The shortest match that the format can tell, in bytes.</summary>
    public const int ShortestMatch = 3;

    /// <summary>The longest match that the format can tell, in bytes.</summary>
    public const int LongestMatch = 258;

    /// <summary>The symbol that ends a block.</summary>
    public const int EndOfBlock = 256;

    /// <summary>Symbols of literals, the end and lengths; the last two take part in the code that is fixed but never occur.</summary>
    public const int LiteralSymbols = 288;

    /// <summary>Symbols of distances.</summary>
    public const int DistanceSymbols = 30;

    private static readonly byte[] SlotsOfLengths = LengthSlots();
    private static readonly byte[] SlotsOfNearDistances = NearSlots();

    /// <summary>The shortest length of each length symbol, the first of which is 257.</summary>
    public static ReadOnlySpan<ushort> LengthBases =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    /// <summary>The extra bits of each length symbol.</summary>
    public static ReadOnlySpan<byte> LengthExtraBits => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>The shortest distance of each distance symbol.</summary>
    public static ReadOnlySpan<ushort> DistanceBases =>
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    /// <summary>The extra bits of each distance symbol.</summary>
    public static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The index into <see cref="LengthBases"/> for a length of 3 to 258.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SlotOfLength(int length) => SlotsOfLengths[length];

    /// <summary>The symbol of a distance of 1 to 32,768.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SlotOfDistance(int distance) =>
        distance <= 256 ? SlotsOfNearDistances[distance - 1] : SlotsOfNearDistances[(distance - 1) >> 7] + 14;

    private static byte[] LengthSlots()
    {
        byte[] slots = new byte[LongestMatch + 1];
        for (int slot = 0; slot < LengthBases.Length; slot++)
        {
            slots.AsSpan(LengthBases[slot]).Fill((byte)slot);
        }

        return slots;
    }

    private static byte[] NearSlots()
    {
        byte[] slots = new byte[256];
        for (int slot = 0; slot < 16; slot++)
        {
            slots.AsSpan(DistanceBases[slot] - 1).Fill((byte)slot);
        }

        return slots;
    }
}
