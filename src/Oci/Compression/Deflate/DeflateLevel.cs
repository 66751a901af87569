namespace Sharpbuild.Oci.Compression.Deflate;

/// <summary>How hard to look for matches.</summary>
/// <param name="Depth">The most places looked at for one match.</param>
/// <param name="GoodLength">A match of this length ends the search.</param>
/// <param name="IsLazy">Whether a match gives way to a longer one that begins a byte later.</param>
/// <param name="SkipShift">After 2^n literals in a row every second place is looked at, after twice as many every third, and so on.</param>
internal sealed record DeflateLevel(int Depth, int GoodLength, bool IsLazy, int SkipShift)
{
    private const int NeverSkips = 30;

    /// <summary>The searches of levels 1 (fast) to 9 (small).</summary>
    public static DeflateLevel Of(int level) => level switch
    {
        <= 1 => new DeflateLevel(1, 32, IsLazy: false, 5),
        2 => new DeflateLevel(4, 32, IsLazy: false, 6),
        3 => new DeflateLevel(10, 48, IsLazy: false, 6),
        4 => new DeflateLevel(12, 64, IsLazy: true, 7),
        5 => new DeflateLevel(20, 96, IsLazy: true, 7),
        6 => new DeflateLevel(40, 128, IsLazy: true, 8),
        7 => new DeflateLevel(100, 258, IsLazy: true, NeverSkips),
        8 => new DeflateLevel(300, 258, IsLazy: true, NeverSkips),
        _ => new DeflateLevel(1200, 258, IsLazy: true, NeverSkips),
    };
}
