namespace Sharpbuild.Oci.Layers;

/// <summary>Offsets and numbers of a tar header block.</summary>
/// <remarks>POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".</remarks>
internal static class TarFormat
{
    public const int BlockSize = 512;

    public const int NameOffset = 0;
    public const int NameSize = 100;
    public const int ModeOffset = 100;
    public const int UserIdOffset = 108;
    public const int GroupIdOffset = 116;
    public const int SizeOffset = 124;
    public const int ModifiedOffset = 136;
    public const int ChecksumOffset = 148;
    public const int ChecksumSize = 8;
    public const int TypeOffset = 156;
    public const int LinkNameOffset = 157;
    public const int MagicOffset = 257;
    public const int MajorOffset = 329;
    public const int MinorOffset = 337;
    public const int PrefixOffset = 345;
    public const int PrefixSize = 155;

    public const int ShortNumberSize = 8;
    public const int LongNumberSize = 12;

    /// <summary>The largest number in a field of 8 bytes, for ids and devices.</summary>
    public const long LargestShortNumber = (1L << 21) - 1;

    /// <summary>The largest number in a field of 12 bytes, for sizes and times.</summary>
    public const long LargestLongNumber = (1L << 33) - 1;

    /// <summary>The bytes of the last block that content of this length leaves unused.</summary>
    public static int PaddingOf(long size) => (int)(-size & (BlockSize - 1));

    /// <summary>The sum that a header carries: all its bytes, with spaces in place of the sum itself.</summary>
    public static int ChecksumOf(ReadOnlySpan<byte> block)
    {
        int sum = ChecksumSize * ' ';
        for (int i = 0; i < BlockSize; i++)
        {
            sum += (uint)(i - ChecksumOffset) < ChecksumSize ? 0 : block[i];
        }

        return sum;
    }
}
