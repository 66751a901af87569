using System.Text;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>Small archives with every kind of entry and header.</summary>
internal static class TarSeeds
{
    private const int BlockSize = 512;
    private const int ChecksumOffset = 148;
    private const int ChecksumSize = 8;
    private const int MagicOffset = 257;

    /// <summary>Whole archives.</summary>
    public static IReadOnlyList<byte[]> Archives { get; } =
    [
        new TarBytes().Directory("d").File("d/f", "content").Symlink("d/l", "f").Hardlink("h", "d/f").File("d/.wh.x", "").File(".wh..wh..opq", "").ToArray(),
        new TarBytes().Pax('x', "path=long/name", "linkpath=t", "uid=3000000", "mtime=1.5", "size=3", "SCHILY.xattr.user.a=b").File("f", "abc").Pax('g', "gid=7").Symlink("s", "x").ToArray(),
        new TarBytes().Long('L', new string('n', 200)).Long('K', "target").Symlink("l", "x").File("../x", "y").ToArray(),
        new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=s", "GNU.sparse.realsize=4096").Header("f", '0', 1024).Content("1\n0\n512\n"u8).Content(new byte[512]).ToArray(),
        new TarBytes().Pax('x', "GNU.sparse.size=100", "GNU.sparse.map=0,2,50,1").File("s", "abc").Pax('x', "GNU.sparse.size=9", "GNU.sparse.offset=1", "GNU.sparse.numbytes=2").File("t", "ab").ToArray(),
        new TarBytes().Header("old", 'S', 512, change: block => { TarBytes.Octal(block, 386, 12, 0); TarBytes.Octal(block, 398, 12, 512); TarBytes.Octal(block, 483, 12, 1024); }).Content(new byte[512]).ToArray(),
        new TarBytes().Header("c", '3', change: block => { TarBytes.Octal(block, 329, 8, 1); TarBytes.Octal(block, 337, 8, 5); }).Header("p", '6').Header("v", 'V').Header("D", 'D', 4).Content("a\0\0\0"u8).ToArray(),
    ];

    /// <summary>Numbers and words of headers.</summary>
    public static IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[] { "ustar\000", "ustar  \0", "../", "/", ".wh.", ".wh..wh..opq", "path=", "linkpath=", "size=", "GNU.sparse.map=", "GNU.sparse.realsize=", "SCHILY.xattr.trusted.overlay.opaque=y", "00000000017\0",
            "77777777777\0", "99 ", "30 mtime=", "-1", "18446744073709551616", "\0\0\0\0\0\0\0\0", "1\n0\n512\n" }.Select(Encoding.Latin1.GetBytes),
        [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [.. "x"u8], [.. "L"u8], [.. "S"u8], [.. "1"u8], [.. "5"u8],
    ];

    /// <summary>Makes the checksums of what looks like headers right, for otherwise nearly all inputs end there.</summary>
    public static byte[] WithChecksums(byte[] input)
    {
        for (int at = 0; at + BlockSize <= input.Length; at += BlockSize)
        {
            Span<byte> block = input.AsSpan(at, BlockSize);
            if (block[MagicOffset..].StartsWith("ustar"u8))
            {
                block.Slice(ChecksumOffset, ChecksumSize).Fill((byte)' ');
                int sum = 0;
                foreach (byte value in block)
                {
                    sum += value;
                }

                Encoding.Latin1.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[ChecksumOffset..]);
            }
        }

        return input;
    }
}
