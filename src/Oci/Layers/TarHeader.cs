namespace Sharpbuild.Oci.Layers;

/// <summary>The fields of a ustar header that is to be written; numbers that do not fit stand in pax records instead.</summary>
internal ref struct TarHeader
{
    public ReadOnlySpan<byte> Prefix;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> LinkName;
    public byte Type;
    public int Mode;
    public long UserId;
    public long GroupId;
    public long Size;
    public long ModifiedSeconds;
    public long DeviceMajor;
    public long DeviceMinor;

    /// <summary>Writes the header into a block; longer names are cut, numbers out of range are written as 0.</summary>
    public readonly void WriteTo(Span<byte> block)
    {
        block.Clear();
        Cut(Name, TarFormat.NameSize).CopyTo(block[TarFormat.NameOffset..]);
        WriteNumber(block.Slice(TarFormat.ModeOffset, TarFormat.ShortNumberSize), Mode);
        WriteNumber(block.Slice(TarFormat.UserIdOffset, TarFormat.ShortNumberSize), UserId);
        WriteNumber(block.Slice(TarFormat.GroupIdOffset, TarFormat.ShortNumberSize), GroupId);
        WriteNumber(block.Slice(TarFormat.SizeOffset, TarFormat.LongNumberSize), Size);
        WriteNumber(block.Slice(TarFormat.ModifiedOffset, TarFormat.LongNumberSize), ModifiedSeconds);
        block[TarFormat.TypeOffset] = Type;
        Cut(LinkName, TarFormat.NameSize).CopyTo(block[TarFormat.LinkNameOffset..]);
        "ustar\000"u8.CopyTo(block[TarFormat.MagicOffset..]);
        WriteNumber(block.Slice(TarFormat.MajorOffset, TarFormat.ShortNumberSize), DeviceMajor);
        WriteNumber(block.Slice(TarFormat.MinorOffset, TarFormat.ShortNumberSize), DeviceMinor);
        Cut(Prefix, TarFormat.PrefixSize).CopyTo(block[TarFormat.PrefixOffset..]);

        Span<byte> checksum = block.Slice(TarFormat.ChecksumOffset, TarFormat.ChecksumSize);
        WriteNumber(checksum[..7], TarFormat.ChecksumOf(block));
        checksum[7] = (byte)' ';
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int size) => text.Length <= size ? text : text[..size];

    private static void WriteNumber(Span<byte> field, long value)
    {
        int digits = field.Length - 1;
        if (value < 0 || value >= 1L << (3 * digits))
        {
            value = 0;
        }

        for (int i = digits - 1; i >= 0; i--)
        {
            field[i] = (byte)('0' + (int)(value & 7));
            value >>= 3;
        }
    }
}
