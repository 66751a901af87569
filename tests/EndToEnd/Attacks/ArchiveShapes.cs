using System.IO.Compression;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Archives of odd shapes: names, numbers, repetitions, formats within formats.</summary>
internal static class ArchiveShapes
{
    /// <summary>The archives by name; <see cref="ArchiveTests"/> uses each as all that an archive can be.</summary>
    public static readonly Dictionary<string, Func<Canary, TarBytes>> All = new()
    {
        ["names with dots"] = _ => new TarBytes().File("./a/./b", "x").File("a//c", "x").File(".//d", "x").Directory("e/.").File("e/../f", "x"),
        ["name of slashes"] = _ => new TarBytes().File("///", "x").Directory("//").Directory("/."),
        ["parents only"] = _ => new TarBytes().Directory("..").Directory("../..").File("...", "x").Directory("../host"),
        ["parents behind a long way"] = _ => new TarBytes().Long('L', string.Concat(Enumerable.Repeat("d/../", 900)) + "../host/secret").File("f", "x"),
        ["file with a slash behind"] = _ => new TarBytes().File("f/", "x").File("f/g", "y"),
        ["file below a file"] = _ => new TarBytes().File("f", "x").File("f/g/h", "y"),
        ["name of one byte beyond ASCII"] = _ => new TarBytes().File("\u00ff\u00fe", "x").Symlink("\u0080", "\u0081"),
        ["name with a line feed"] = _ => new TarBytes().File("a\n../host/secret", "x").Pax('x', "path=b\nc\n").File("f", "x"),
        ["name that is cut by NUL"] = _ => new TarBytes().Header("good\0/../../host/secret", '0'),
        ["long name with NUL"] = _ => new TarBytes().Long('L', "good\0/../host/secret").File("f", "x"),
        ["many long names in a row"] = _ => Enumerable.Range(0, 200).Aggregate(new TarBytes(), (tar, i) => tar.Long('L', $"../host/{i}")).File("f", "x"),
        ["long name without an entry"] = _ => new TarBytes().Long('L', "name").Long('K', "link"),
        ["long name of size 0"] = _ => new TarBytes().Header("././@LongLink", 'L').File("f", "x"),
        ["long name of 1 TiB"] = _ => new TarBytes().Header("././@LongLink", 'L', 1L << 32).File("f", "x"),
        ["pax path is empty"] = _ => new TarBytes().Pax('x', "path=").File("f", "x"),
        ["pax path twice"] = _ => new TarBytes().Pax('x', "path=good", "path=../host/secret").File("f", "x"),
        ["pax path and long name"] = _ => new TarBytes().Long('L', "../host/secret").Pax('x', "path=good").File("f", "x").Pax('x', "path=../host/secret").Long('L', "good").File("f", "x"),
        ["pax keys without meaning"] = _ => new TarBytes().Pax('x', "=x", "a", "GNU.sparse.=1", "LIBARCHIVE.x=y", "SCHILY.acl.access=user::rwx", "charset=\u00ff", "hdrcharset=nothing").File("f", "x"),
        ["pax numbers beyond"] = _ => new TarBytes().Pax('x', "uid=18446744073709551616", "gid=1e9", "mtime=1e400").File("f", "x"),
        ["pax size is negative"] = _ => new TarBytes().Pax('x', "size=-1").File("f", "x"),
        ["pax size for a link"] = _ => new TarBytes().Pax('x', "size=512").Symlink("l", "x").File("f", "x"),
        ["pax record length 0"] = _ => new TarBytes().Header("p", 'x', 10).Content("0 path=x\n\n"u8).File("f", "x"),
        ["pax record length is signed"] = _ => new TarBytes().Header("p", 'x', 10).Content("+9 path=x\n"u8).File("f", "x"),
        ["global pax of everything"] = _ => new TarBytes().Pax('g', "linkpath=../../host/secret", "size=3", "uid=7", "mtime=1").File("f", "xyz").Symlink("l", "x").File("l", "y"),
        ["size in base 256"] = _ => new TarBytes().Header("f", '0', change: block => new byte[] { 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }.CopyTo(block, 124)),
        ["size with letters"] = _ => new TarBytes().Header("f", '0', change: block => "12345678abc\0"u8.CopyTo(block.AsSpan(124))),
        ["mode beyond"] = _ => new TarBytes().Header("f", '0', change: block => "7777777\0"u8.CopyTo(block.AsSpan(100))).Header("d", '5', change: block => "7777777\0"u8.CopyTo(block.AsSpan(100))),
        ["owner in base 256"] = _ => new TarBytes().Header("f", '0', change: block => Enumerable.Repeat((byte)0xff, 8).ToArray().CopyTo(block, 108)),
        ["size for a directory"] = _ => new TarBytes().Header("d", '5', 512).Content(new byte[512]).File("f", "x"),
        ["size for a device"] = _ => new TarBytes().Header("c", '3', 512, change: block => { TarBytes.Octal(block, 329, 8, 1); TarBytes.Octal(block, 337, 8, 3); }).Content(new byte[512]),
        ["device numbers beyond"] = _ => new TarBytes().Header("c", '3', change: block => Enumerable.Repeat((byte)0xff, 16).ToArray().CopyTo(block, 329)),
        ["device is read"] = _ => new TarBytes().Header("zero", '3', change: block => { TarBytes.Octal(block, 329, 8, 1); TarBytes.Octal(block, 337, 8, 5); }).Hardlink("secret", "zero"),
        ["file over a device"] = _ => new TarBytes().Header("null", '3', change: block => { TarBytes.Octal(block, 329, 8, 1); TarBytes.Octal(block, 337, 8, 3); }).File("null", "x"),
        ["file over a pipe"] = _ => new TarBytes().Header("p", '6').File("p", "x").Hardlink("q", "p"),
        ["directory over a pipe"] = _ => new TarBytes().Header("p", '6').Directory("p").File("p/f", "x"),
        ["file over a full directory"] = _ => new TarBytes().Directory("d").Directory("d/e").File("d/e/f", "x").File("d", "y"),
        ["link over a full directory"] = canary => new TarBytes().Directory("d").File("d/f", "x").Symlink("d", canary.At()).File("d/secret", "y"),
        ["hard link over a full directory"] = _ => new TarBytes().File("a", "x").Directory("d").File("d/f", "x").Hardlink("d", "a"),
        ["file, link, file"] = canary => new TarBytes().File("x", "1").Symlink("x", canary.At("secret")).File("x", "2").Symlink("x", canary.At("secret")).Hardlink("y", "x").File("y", "3"),
        ["links in a ring"] = _ => new TarBytes().Symlink("a", "b").Symlink("b", "a").File("a/f", "x").Hardlink("c", "a/f"),
        ["chain of 60 links"] = canary => Enumerable.Range(0, 60).Aggregate(new TarBytes().Symlink("l60", canary.At()), (tar, i) => tar.Symlink($"l{i}", $"l{i + 1}")).File("l0/secret", "x"),
        ["hard links to what comes later"] = _ => new TarBytes().Hardlink("a", "b").Hardlink("b", "a").File("b", "x"),
        ["hard link to a whiteout"] = _ => new TarBytes().File(".wh.x", "").Hardlink("y", ".wh.x"),
        ["hard link named as a whiteout"] = _ => new TarBytes().File("f", "x").Hardlink(".wh.f", "f"),
        ["whiteouts that are no files"] = canary => new TarBytes().Symlink(".wh.a", canary.At("secret")).Header(".wh.b", '6').Directory(".wh.c"),
        ["whiteout of itself"] = _ => new TarBytes().File("f", "x").File(".wh.f", "").File("f", "y").File(".wh.f", ""),
        ["whiteout of a whiteout"] = _ => new TarBytes().File(".wh..wh.f", "").File(".wh..wh.", "").File(".wh..wh.plnk", ""),
        ["whiteout with a slash behind"] = _ => new TarBytes().File("bin/.wh./", "").File(".wh.bin/", ""),
        ["opaque as a directory"] = _ => new TarBytes().Directory("bin/.wh..wh..opq").File("bin/.wh..wh..opq/x", ""),
        ["opaque of the root"] = _ => new TarBytes().File(".wh..wh..opq", "").File("./.wh..wh..opq", ""),
        ["whiteout of parents"] = _ => new TarBytes().File(".wh.../host", "").File("d/.wh...", "").File("d/../.wh.etc", ""),
        ["old types"] = _ => new TarBytes().Header("a", '\0', 1).Content("x"u8).Header("b", '7', 1).Content("x"u8).Header("d/", '\0').Header("c", 'D', 0).Header("n", 'N', 0),
        ["no magic"] = _ => new TarBytes().Header("f", '0', change: block => block.AsSpan(257, 8).Clear()).Header("d/", '0', change: block => block.AsSpan(257, 8).Clear()),
        ["GNU magic with a prefix"] = _ => new TarBytes().Header("host/secret", '0', change: block => { "ustar  \0"u8.CopyTo(block.AsSpan(257)); "../.."u8.CopyTo(block.AsSpan(345)); }),
        ["one empty block"] = _ => new TarBytes().File("a", "x").Raw(new byte[512]).File("../host/secret", "y"),
        ["behind the end"] = _ => new TarBytes().File("a", "x").Raw(new byte[1024]).File("../host/secret", "y"),
        ["rubbish behind the end"] = _ => new TarBytes().File("a", "x").Raw(new byte[1024]).Raw([.. Enumerable.Repeat((byte)0x1b, 700)]),
        ["only rubbish"] = _ => new TarBytes().Raw([.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919 >> 3))]),
        ["half a header"] = _ => new TarBytes().File("a", "x").Raw([.. Enumerable.Repeat((byte)'a', 300)]),
        ["sparse: real size is negative"] = _ => Sparse("-5", "1\n0\n512\n"),
        ["sparse: real size is huge"] = _ => Sparse("9223372036854775807", "1\n0\n512\n"),
        ["sparse: a million parts"] = _ => Sparse("512", "1000000\n0\n512\n"),
        ["sparse: parts go back"] = _ => Sparse("2000", "2\n1000\n256\n0\n256\n"),
        ["sparse: parts are negative"] = _ => Sparse("2000", "1\n-512\n512\n"),
        ["sparse: sum beyond 2^63"] = _ => Sparse("2000", "2\n9223372036854775807\n9223372036854775807\n1\n1\n"),
        ["sparse: version 0.1"] = _ => new TarBytes().Pax('x', "GNU.sparse.size=9223372036854775807", "GNU.sparse.numblocks=3", "GNU.sparse.map=0,1,2").File("f", "x"),
        ["sparse: version 0.0"] = _ => new TarBytes().Pax('x', "GNU.sparse.size=100", "GNU.sparse.numblocks=99999999", "GNU.sparse.offset=0", "GNU.sparse.numbytes=1").File("f", "x"),
        ["sparse: version 9.9"] = _ => new TarBytes().Pax('x', "GNU.sparse.major=9", "GNU.sparse.minor=9", "GNU.sparse.realsize=10").File("f", "x"),
        ["gzip in gzip"] = _ => new TarBytes().Raw(Gzip(Gzip(new TarBytes().File("../host/secret", "x").ToArray()))),
        ["gzip of two members"] = _ => new TarBytes().Raw([.. Gzip(new TarBytes().File("a", "x").Cut().ToArray()), .. Gzip(new TarBytes().File("../host/secret", "y").ToArray())]),
        ["gzip with rubbish behind"] = _ => new TarBytes().Raw([.. Gzip(new TarBytes().File("a", "x").ToArray()), 1, 2, 3, 4, 5]),
        ["gzip with a name"] = _ => new TarBytes().Raw([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, .. "../../host/secret\0"u8, .. Gzip(new TarBytes().File("a", "x").ToArray())[10..]]),
        ["gzip header only"] = _ => new TarBytes().Raw([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
        ["bzip2 header only"] = _ => new TarBytes().Raw("BZh9"u8),
        ["xz header only"] = _ => new TarBytes().Raw([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]),
        ["zstd header only"] = _ => new TarBytes().Raw([0x28, 0xb5, 0x2f, 0xfd]),
        ["1,000 equal entries"] = _ => Enumerable.Range(0, 1000).Aggregate(new TarBytes(), (tar, i) => tar.File("same", $"{i}").Directory("d").Symlink("l", $"{i}")),
        ["5,000 levels"] = _ => new TarBytes().Long('L', string.Join('/', Enumerable.Repeat("d", 5000))).File("f", "x"),
    };

    private static TarBytes Sparse(string size, string map) => new TarBytes()
        .Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=f", $"GNU.sparse.realsize={size}")
        .Header("f", '0', 1024).Content(System.Text.Encoding.ASCII.GetBytes(map)).Content(new byte[512]);

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }
}
