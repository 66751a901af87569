using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Archives that try to write beside their root, each by ADD, as a layer of a base, and as the context on standard input.</summary>
public sealed class ArchiveTests
{
    private static readonly Dictionary<string, Func<Canary, TarBytes>> Archives = new()
    {
        ["parent name"] = _ => new TarBytes().File("../host/secret", "x"),
        ["parent behind a directory"] = _ => new TarBytes().Directory("d").File("d/../../host/secret", "x"),
        ["absolute name"] = canary => new TarBytes().File(canary.At("secret"), "x"),
        ["parent in a GNU long name"] = _ => new TarBytes().Long('L', "../../../" + new string('.', 2) + "/host/secret").File("f", "x"),
        ["parent in a pax path"] = _ => new TarBytes().Pax('x', "path=../host/secret").File("f", "x"),
        ["parent in a global pax path"] = _ => new TarBytes().Pax('g', "path=../host/secret").File("f", "x"),
        ["parent in a sparse name"] = _ => new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=../host/secret", "GNU.sparse.realsize=512")
            .Header("f", '0', 1024).Content("1\n0\n512\n"u8).Content(new byte[512]),
        ["parent in a ustar prefix"] = _ => new TarBytes().Header("host/secret", '0', 0, change: block => "../.."u8.CopyTo(block.AsSpan(345))),
        ["file through an absolute link"] = canary => new TarBytes().Symlink("l", canary.At()).File("l/secret", "x"),
        ["file through a relative link"] = _ => new TarBytes().Symlink("l", "../../../../../../host").File("l/secret", "x"),
        ["file through two links"] = _ => new TarBytes().Symlink("a", "..").Symlink("b", "a/../..").File("b/host/secret", "x"),
        ["file through a link in pax linkpath"] = canary => new TarBytes().Pax('x', "linkpath=" + canary.At()).Symlink("l", "x").File("l/secret", "x"),
        ["file through a GNU long link"] = canary => new TarBytes().Long('K', canary.At()).Symlink("l", "x").File("l/secret", "x"),
        ["over a link"] = canary => new TarBytes().Symlink("l", canary.At("secret")).File("l", "x"),
        ["directory over a link"] = canary => new TarBytes().Symlink("l", canary.At()).Directory("l").File("l/secret", "x"),
        ["link, then directory with slash"] = canary => new TarBytes().Symlink("l", canary.At()).Header("l/", '5', mode: 0x1FF).File("l/secret", "x"),
        ["modes through a link"] = canary => new TarBytes().Symlink("l", canary.At("secret")).Header("l", '5', mode: 0xFFF),
        ["hard link to the host"] = canary => new TarBytes().Hardlink("h", canary.At("secret")).File("h", "x"),
        ["hard link with parents"] = _ => new TarBytes().Hardlink("h", "../host/secret").File("h", "x"),
        ["hard link through a link"] = canary => new TarBytes().Symlink("l", canary.At()).Hardlink("h", "l/secret").File("h", "x"),
        ["hard link to a link"] = canary => new TarBytes().Symlink("l", canary.At("secret")).Hardlink("h", "l").File("h", "x"),
        ["hard link to itself"] = _ => new TarBytes().File("f", "x").Hardlink("f", "f"),
        ["hard link to a directory"] = _ => new TarBytes().Directory("d").Hardlink("h", "d"),
        ["hard link to the root"] = _ => new TarBytes().Hardlink("h", "/"),
        ["hard link without target"] = _ => new TarBytes().Hardlink("h", ""),
        ["hard link with content"] = _ => new TarBytes().File("f", "x").Header("h", '1', 512, "f").Content(new byte[512]),
        ["name with NUL in pax"] = _ => new TarBytes().Pax('x', "path=a\0../host/secret").File("f", "x"),
        ["no name"] = _ => new TarBytes().File("", "x"),
        ["root as a file"] = _ => new TarBytes().File("/", "x"),
        ["root as a link"] = canary => new TarBytes().Symlink("./", canary.At()).File("secret", "x"),
        ["root as a device"] = _ => new TarBytes().Header(".", '3'),
        ["name of 5,000 bytes"] = _ => new TarBytes().Long('L', new string('n', 5000)).File("f", "x"),
        ["path of 10,000 bytes"] = _ => new TarBytes().Long('L', string.Join('/', Enumerable.Repeat(new string('d', 99), 100))).File("f", "x"),
        ["link target of 5,000 bytes"] = _ => new TarBytes().Long('K', new string('t', 5000)).Symlink("l", "x"),
        ["link without target"] = _ => new TarBytes().Symlink("l", ""),
        ["whiteout of the root"] = _ => new TarBytes().File(".wh..", "").File(".wh...", ""),
        ["whiteout without a name"] = _ => new TarBytes().File("d/.wh.", ""),
        ["whiteout through a link"] = canary => new TarBytes().Symlink("l", canary.At()).File("l/.wh.secret", ""),
        ["whiteout with parents"] = _ => new TarBytes().File("../host/.wh.secret", ""),
        ["opaque through a link"] = canary => new TarBytes().Symlink("l", canary.At()).File("l/.wh..wh..opq", ""),
        ["directory named as a whiteout"] = _ => new TarBytes().Directory(".wh.d").File(".wh.d/f", "x"),
        ["overlay whiteout device"] = _ => new TarBytes().Header("etc", '3'),
        ["overlay attributes"] = _ => new TarBytes().Pax('x', "SCHILY.xattr.trusted.overlay.opaque=y", "SCHILY.xattr.user.overlay.redirect=/etc").Directory("d"),
        ["overlay redirect"] = _ => new TarBytes().Pax('x', "SCHILY.xattr.trusted.overlay.redirect=/../../host").Directory("d"),
        ["overlay metacopy"] = _ => new TarBytes().Pax('x', "SCHILY.xattr.trusted.overlay.metacopy=", "SCHILY.xattr.trusted.overlay.origin=x").File("f", "x"),
        ["attribute without a name"] = _ => new TarBytes().Pax('x', "SCHILY.xattr.=v").File("f", "x"),
        ["attribute of 100 KB"] = _ => new TarBytes().Pax('x', "SCHILY.xattr.user.big=" + new string('v', 100_000)).File("f", "x"),
        ["disk device"] = _ => new TarBytes().Header("sda", '4', change: block => { TarBytes.Octal(block, 329, 8, 8); TarBytes.Octal(block, 337, 8, 0); }),
        ["setuid root shell"] = _ => new TarBytes().Header("sh", '0', mode: 0x9ED),
        ["negative size"] = _ => new TarBytes().Header("f", '0', change: block => Enumerable.Repeat((byte)0xFF, 12).ToArray().CopyTo(block, 124)),
        ["size beyond the end"] = _ => new TarBytes().Header("f", '0', 1L << 32),
        ["size of 2^63-1 in pax"] = _ => new TarBytes().Pax('x', "size=9223372036854775807").File("f", "x"),
        ["size beyond 2^64 in pax"] = _ => new TarBytes().Pax('x', "size=99999999999999999999999").File("f", "x"),
        ["pax record length lies"] = _ => new TarBytes().Header("p", 'x', 20).Content("999999 path=../x\n\0\0\0"u8).File("f", "x"),
        ["pax header of 2 MiB"] = _ => new TarBytes().Pax('x', "comment=" + new string('c', 2 << 20)).File("f", "x"),
        ["endless pax headers"] = _ => Enumerable.Range(0, 3000).Aggregate(new TarBytes(), (tar, _) => tar.Pax('x', "comment=" + new string('c', 900))).File("f", "x"),
        ["pax header at the end"] = _ => new TarBytes().Pax('x', "path=f"),
        ["wrong checksum"] = _ => Broken(new TarBytes().File("f", "x")),
        ["cut off"] = _ => new TarBytes().Header("f", '0', 5000).Content(new byte[512]),
        ["unknown type"] = _ => new TarBytes().Header("f", 'Z'),
        ["volume header"] = _ => new TarBytes().Header("volume", 'V').File("f", "x"),
        ["multi volume"] = _ => new TarBytes().Header("f", 'M', 0),
        ["sparse map lies"] = _ => new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=f", "GNU.sparse.realsize=10")
            .Header("f", '0', 1024).Content("1\n99999999\n512\n"u8).Content(new byte[512]),
        ["sparse map without end"] = _ => new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=10").Header("f", '0', 512).Content(new string('1', 512).Select(c => (byte)c).ToArray()),
        ["old sparse map overlaps"] = _ => new TarBytes().Header("f", 'S', 512, change: OldSparse).Content(new byte[512]),
        ["control characters in a name"] = _ => new TarBytes().File("a\u001b[2J\u0007\nb", "x"),
        ["owner beyond 32 bits"] = _ => new TarBytes().Pax('x', "uid=4294967296", "gid=-7").File("f", "x"),
        ["time far away"] = _ => new TarBytes().Pax('x', "mtime=99999999999999.5").File("f", "x").Pax('x', "mtime=-99999999999999").File("g", "x"),
        ["time is no number"] = _ => new TarBytes().Pax('x', "mtime=yesterday").File("f", "x"),
        ["file where a directory was"] = _ => new TarBytes().Directory("d").File("d/f", "x").File("d", "x").File("d/f", "y"),
        ["passwd entry is a link"] = canary => new TarBytes().Symlink("etc", canary.At()).File("etc/passwd", "root::0:0::/:/bin/sh\n"),
    };

    public static TheoryData<string> Names => [.. Archives.Keys, .. ArchiveShapes.All.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void An_added_archive_stays_in_the_image(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", "FROM busybox\nADD a.tar /to/\nRUN cat /to/* /to/*/* 2>/dev/null; true\n").With("a.tar", Archive(name, bench.Canary).ToArray());

        ProcessResult result = bench.Build();

        ExpectOneError(result, "a.tar");
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_layer_stays_in_the_image(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        byte[] layer = Archive(name, bench.Canary).ToArray();
        string[] hostile = bench.Base([BaseImages.BusyboxTree().WriteTo, stream => stream.Write(layer)]);
        bench.With("Dockerfile", "FROM hostile\nRUN cat /* /*/secret 2>/dev/null; echo x > /l; echo x > /h; true\nCOPY Dockerfile /l/\n");

        ProcessResult result = bench.Build(hostile);

        ExpectOneError(result, "Dockerfile:");
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_context_on_standard_input_stays_in_its_directory(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.Input = Archive(name, bench.Canary).File("Dockerfile", "FROM scratch\nCOPY . /\n").ToArray();

        ProcessResult result = bench.Run("build", "--progress", "plain", "-o", $"type=oci,dest={bench.At("out")},tar=false,compression=uncompressed", "-");

        ExpectOneError(result, part: null);
    }

    [SkippableTheory]
    [InlineData("file through an absolute link")]
    [InlineData("hard link through a link")]
    [InlineData("disk device")]
    [InlineData("overlay attributes")]
    [InlineData("overlay redirect")]
    public void Layers_and_archives_without_privileges(string name)
    {
        using AttackBench bench = new("sharpbuild-test");
        byte[] archive = Archive(name, bench.Canary).ToArray();
        string[] hostile = bench.Base([BaseImages.BusyboxTree().WriteTo, stream => stream.Write(archive)]);
        bench.With("Dockerfile", "FROM hostile\nADD a.tar /to/\nRUN true\n").With("a.tar", archive);

        ProcessResult result = bench.Build(hostile);

        ExpectOneError(result, "Dockerfile:");
    }

    private static TarBytes Archive(string name, Canary canary) => (Archives.GetValueOrDefault(name) ?? ArchiveShapes.All[name])(canary);

    /// <summary>Either the archive is harmless, or one message says what is wrong with it.</summary>
    private static void ExpectOneError(ProcessResult result, string? part)
    {
        if (result.ExitCode != 0)
        {
            string[] lines = result.Error.Split('\n');
            string[] located = [.. lines.Where(line => line.Contains(": error SB", StringComparison.Ordinal))];
            string[] errors = located.Length > 0 ? located
                : [lines.LastOrDefault(line => line.StartsWith("sharpbuild: ", StringComparison.Ordinal) || line.Contains(": error DF", StringComparison.Ordinal)) ?? ""];
            errors.Should().ContainSingle(result.Error).Which.Should().Contain(": ", result.Error);
            (part is null || result.Error.Contains(part, StringComparison.Ordinal)).Should().BeTrue(result.Error);
        }
    }

    private static TarBytes Broken(TarBytes tar)
    {
        byte[] bytes = tar.Cut().ToArray();
        bytes[0] ^= 1;
        return new TarBytes().Raw(bytes);
    }

    private static void OldSparse(byte[] block)
    {
        TarBytes.Octal(block, 386, 12, 0);
        TarBytes.Octal(block, 398, 12, 512);
        TarBytes.Octal(block, 410, 12, 256);
        TarBytes.Octal(block, 422, 12, 512);
        TarBytes.Octal(block, 483, 12, 1 << 20);
    }
}
