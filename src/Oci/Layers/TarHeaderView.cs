using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>The fields of a header block that is being read.</summary>
internal readonly ref struct TarHeaderView
{
    private const int StarMarkOffset = 508;
    private const int StarPrefixSize = 131;

    private readonly ReadOnlySpan<byte> _block;
    private readonly string _archive;

    /// <summary>Checks the header's sum.</summary>
    /// <exception cref="InvalidContentException">The block is no header.</exception>
    public TarHeaderView(ReadOnlySpan<byte> block, string archive)
    {
        _block = block;
        _archive = archive;
        if (!IsHeader(block))
        {
            throw new InvalidContentException($"{archive} has a header whose checksum is wrong, or is no tar archive");
        }
    }

    public byte Type => _block[TarFormat.TypeOffset];

    public int Mode => (int)(Number(TarFormat.ModeOffset, TarFormat.ShortNumberSize) & 0xFFF);

    public long UserId => Number(TarFormat.UserIdOffset, TarFormat.ShortNumberSize);

    public long GroupId => Number(TarFormat.GroupIdOffset, TarFormat.ShortNumberSize);

    public long Size => Number(TarFormat.SizeOffset, TarFormat.LongNumberSize);

    public long ModifiedSeconds => Number(TarFormat.ModifiedOffset, TarFormat.LongNumberSize);

    public string LinkName => PathText.Decode(Text(TarFormat.LinkNameOffset, TarFormat.NameSize));

    public ReadOnlySpan<byte> Block => _block;

    public DeviceNumber Device => new(
        (uint)Number(TarFormat.MajorOffset, TarFormat.ShortNumberSize),
        (uint)Number(TarFormat.MinorOffset, TarFormat.ShortNumberSize));

    /// <summary>The name with the prefix that only POSIX and star headers have.</summary>
    public string Name
    {
        get
        {
            ReadOnlySpan<byte> name = Text(TarFormat.NameOffset, TarFormat.NameSize);
            if (!_block.Slice(TarFormat.MagicOffset, 6).SequenceEqual("ustar\0"u8))
            {
                return PathText.Decode(name);
            }

            bool isStar = _block[StarMarkOffset..].SequenceEqual("tar\0"u8);
            ReadOnlySpan<byte> prefix = Text(TarFormat.PrefixOffset, isStar ? StarPrefixSize : TarFormat.PrefixSize);
            return prefix.IsEmpty ? PathText.Decode(name) : PathText.Decode([.. prefix, (byte)'/', .. name]);
        }
    }

    /// <summary>Whether a block has the sum of its bytes where a header has it; old programs added the bytes as signed numbers.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block)
    {
        if (!TarNumber.TryParse(block.Slice(TarFormat.ChecksumOffset, TarFormat.ChecksumSize), out long stated))
        {
            return false;
        }

        int sum = TarFormat.ChecksumOf(block);
        int high = 0;
        for (int i = 0; i < TarFormat.BlockSize; i++)
        {
            high += (uint)(i - TarFormat.ChecksumOffset) < TarFormat.ChecksumSize ? 0 : block[i] >> 7;
        }

        return stated == sum || stated == sum - (256 * high);
    }

    /// <summary>The type of the entry; before POSIX a directory was a file whose name ends in a slash.</summary>
    public FileKind KindOf(string name) => Type switch
    {
        0 or (byte)'0' => name.EndsWith('/') ? FileKind.Directory : FileKind.Regular,
        (byte)'1' or (byte)'7' or (byte)'S' => FileKind.Regular,
        (byte)'2' => FileKind.SymbolicLink,
        (byte)'3' => FileKind.CharacterDevice,
        (byte)'4' => FileKind.BlockDevice,
        (byte)'5' or (byte)'D' => FileKind.Directory,
        (byte)'6' => FileKind.Fifo,
        _ => throw new InvalidContentException($"{_archive} has an entry of the unknown type {Type} (a byte's value): \"{name}\""),
    };

    /// <summary>A number at a place of the block.</summary>
    public long Number(int offset, int size) => TarNumber.TryParse(_block.Slice(offset, size), out long value)
        ? value
        : throw new InvalidContentException($"{_archive} has a header with a malformed number at byte {offset}");

    private ReadOnlySpan<byte> Text(int offset, int size)
    {
        ReadOnlySpan<byte> field = _block.Slice(offset, size);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
