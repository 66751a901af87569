using System.Text;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class LayerReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("reader");

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData("--format=v7")]
    [InlineData("--format=oldgnu")]
    [InlineData("--format=gnu")]
    [InlineData("--format=ustar")]
    [InlineData("--format=pax")]
    [InlineData("--format=pax", "--sparse", "--sparse-version=0.0")]
    [InlineData("--format=pax", "--sparse", "--sparse-version=0.1")]
    [InlineData("--format=pax", "--sparse", "--sparse-version=1.0")]
    [InlineData("--format=oldgnu", "--sparse")]
    public void Archives_of_GNU_tar_unpack_as_they_were(params string[] options)
    {
        Requires.Root();
        string source = _directory.MakeDirectory("source");
        TestTrees.MakePlain(source);
        TestTrees.Run(source, "for i in $(seq 0 70); do printf x | dd of=holes bs=1 seek=$((i * 40000)) conv=notrunc 2>/dev/null; done; truncate -s 3000001 holes");
        if (options[0] == "--format=v7")
        {
            TestTrees.Run(source, "rm var/null var/disk var/spool/pipe");
        }

        Archive("tar", ["-c", "--numeric-owner", .. options], source);
        UnpackArchive();

        TestTrees.List(_directory.At("target")).Should().Equal(TestTrees.List(source));
    }

    [SkippableTheory]
    [InlineData("tar", "--format=gnu")]
    [InlineData("tar", "--format=pax", "--xattrs", "--xattrs-include=*")]
    [InlineData("bsdtar", "--format=pax", "--xattrs")]
    public void Long_names_and_rare_values_of_other_programs_unpack_as_they_were(string program, params string[] options)
    {
        Requires.Program(program);
        string source = _directory.MakeDirectory("source");
        TestTrees.MakeRich(source);
        if (!options.Contains("--xattrs"))
        {
            TestTrees.Run(source, "setfattr -x user.note etc/513; setfattr -x user.empty etc/513; setfattr -x user.on-dir usr/bin; setfattr -x trusted.note etc/511; setfattr -x security.capability usr/bin/program");
        }

        Archive(program, ["-c", "--numeric-owner", .. options], source);
        UnpackArchive();

        TestTrees.List(_directory.At("target")).Should().Equal(TestTrees.List(source));
    }

    [Fact]
    public void Holes_of_a_sparse_file_stay_holes()
    {
        string source = _directory.MakeDirectory("source");
        TestTrees.Run(source, "truncate -s 200M big; printf end >> big");
        Archive("tar", ["-c", "--sparse", "--format=pax"], source);

        UnpackArchive();

        using DirectoryHandle target = DirectoryHandle.OpenHost(_directory.At("target"));
        FileStatus status = target.GetStatus("big");
        status.SizeInBytes.Should().Be((200 * 1024 * 1024) + 3);
        status.Blocks.Should().BeLessThan(64);
    }

    [Fact]
    public void The_content_of_a_sparse_file_reads_with_zeros_in_its_holes()
    {
        string source = _directory.MakeDirectory("source");
        TestTrees.Run(source, "printf start > file; truncate -s 100000 file; printf end >> file; truncate -s 150000 file");
        Archive("tar", ["-c", "--sparse", "--format=oldgnu"], source);
        using FileStream tar = File.OpenRead(_directory.At("archive.tar"));
        using LayerReader reader = new(tar);
        do
        {
            reader.TryReadNext(out LayerEntry? entry).Should().BeTrue();
        }
        while (!reader.IsSparse);

        using MemoryStream content = new();
        reader.OpenContent().CopyTo(content);

        content.ToArray().Should().Equal(File.ReadAllBytes(Path.Combine(source, "file")));
    }

    [Fact]
    public void Pax_records_override_the_header_and_global_ones_are_overridden()
    {
        MemoryStream tar = new TarBytes()
            .Pax('g', "uid=7", "gid=8", "mtime=5.25", "comment=x")
            .File("first", "1")
            .Pax('x', "path=other/name", "uid=3000000", "mtime=-1.5", "SCHILY.xattr.user.a=b=c", "gid=")
            .File("second", "22")
            .File("third", "")
            .End();

        TestTrees.Read(tar).Should().BeEquivalentTo(
            [
                Entry("first", 1, 7, 8, new UnixTime(5, 250_000_000)),
                Entry("other/name", 2, 3_000_000, 0, new UnixTime(-2, 500_000_000)) with { Xattrs = [new LayerXattr("user.a", [.. "b=c"u8])] },
                Entry("third", 0, 7, 8, new UnixTime(5, 250_000_000)),
            ],
            options => options.WithStrictOrdering());
    }

    [Fact]
    public void Numbers_in_base_256_are_read()
    {
        MemoryStream tar = new TarBytes()
            .Header("old", '0', change: block =>
            {
                Base256(block, 108, 8, 5_000_000);
                Base256(block, 136, 12, -1000);
            })
            .End();

        TestTrees.Read(tar).Should().BeEquivalentTo([Entry("old", 0, 5_000_000, 0, new UnixTime(-1000, 0))]);
    }

    [Theory]
    [InlineData("./", "")]
    [InlineData("./a/./b//c/", "a/b/c")]
    [InlineData("/abs/olute/", "abs/olute")]
    [InlineData("a/x/../b/", "a/b")]
    [InlineData("..a/b../", "..a/b..")]
    public void Names_are_cleaned(string name, string path)
    {
        TestTrees.Read(new TarBytes().Directory(name).End()).Should().ContainSingle().Which.Path.Should().Be(path);
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/../a")]
    [InlineData("a/../../b")]
    [InlineData("..")]
    public void Names_that_lead_out_are_an_error(string name)
    {
        foreach (MemoryStream tar in new[] { new TarBytes().File(name, "").End(), new TarBytes().File("a", "").Hardlink("b", name).End() })
        {
            Action read = () => TestTrees.Read(tar);

            read.Should().Throw<InvalidContentException>().WithMessage($"*leads out of its root: \"{name}\"*");
        }
    }

    [Fact]
    public void An_archive_without_its_end_is_read()
    {
        TestTrees.Read(new TarBytes().File("a", "1").Cut()).Should().ContainSingle().Which.Path.Should().Be("a");
        TestTrees.Read(new MemoryStream()).Should().BeEmpty();
    }

    [Fact]
    public void An_archive_that_is_cut_elsewhere_than_between_entries_or_in_the_padding_of_content_is_an_error()
    {
        const int Block = 512;
        const int EndOfContent = (3 * Block) + 7;
        byte[] whole = new TarBytes().Pax('x', "path=long").File("a", "content").Header("deep", 'L', 4).Content("name"u8).File("b", "").Cut().ToArray();
        bool MayEnd(int length) => length == 0 || length is >= EndOfContent and <= 4 * Block || length == whole.Length;

        for (int length = 0; length <= whole.Length; length++)
        {
            Action read = () => TestTrees.Read(new MemoryStream(whole, 0, length));
            if (MayEnd(length))
            {
                read.Should().NotThrow($"the archive may end after {length} bytes");
            }
            else
            {
                read.Should().Throw<InvalidContentException>($"the archive ends after {length} bytes");
            }
        }
    }

    public static TheoryData<string, MemoryStream> Malformed => new()
    {
        { "checksum", new TarBytes().Header("a", '0').Content(Encoding.ASCII.GetBytes("no header at all")).End() },
        { "a negative size", new TarBytes().Header("a", '0', change: block => Base256(block, 124, 12, -512)).End() },
        { "a size beyond all numbers", new TarBytes().Header("a", '0', change: block => block.AsSpan(124, 12).Fill(0xBF)).End() },
        { "a size beyond the stream", new TarBytes().Header("a", '0', size: 1L << 32).Content([1]).End() },
        { "a negative pax size", new TarBytes().Pax('x', "size=-1").File("a", "").End() },
        { "a pax size that is no number", new TarBytes().Pax('x', "size=1e3").File("a", "").End() },
        { "a huge pax header", new TarBytes().Header("a", 'x', size: (1 << 20) + 1).End() },
        { "two pax headers that are huge together", new TarBytes().Pax('x', $"a={new string('a', 600_000)}").Pax('x', $"a={new string('a', 600_000)}").File("a", "").End() },
        { "a huge long name", new TarBytes().Header("a", 'L', size: 1L << 40).End() },
        { "a pax record without length", new TarBytes().Header("a", 'x', 10).Content("path=x\n..."u8).File("a", "").End() },
        { "a pax record that is too long", new TarBytes().Header("a", 'x', 10).Content("99 path=x\n"u8).File("a", "").End() },
        { "a pax record without key", new TarBytes().Pax('x', "=x").File("a", "").End() },
        { "a zero byte in a name", new TarBytes().Pax('x', "path=a\0b").File("a", "").End() },
        { "a zero byte in a link", new TarBytes().Pax('x', "linkpath=a\0b").Symlink("a", "b").End() },
        { "a link without target", new TarBytes().Symlink("a", "").End() },
        { "a file in place of the root", new TarBytes().File(".", "").End() },
        { "an unknown type", new TarBytes().Header("a", 'Q').End() },
        { "a part of a volume", new TarBytes().Header("a", 'M').End() },
        { "letters in a number", new TarBytes().Header("a", '0', change: block => block[110] = (byte)'x').End() },
        { "a header at the end", new TarBytes().Pax('x', "path=a").End() },
        { "overlapping parts of a sparse file", new TarBytes().Pax('x', "GNU.sparse.size=100", "GNU.sparse.map=0,3,2,3").File("a", "123456").End() },
        { "parts beyond a sparse file", new TarBytes().Pax('x', "GNU.sparse.size=100", "GNU.sparse.map=98,3").File("a", "123").End() },
        { "parts that are not stored", new TarBytes().Pax('x', "GNU.sparse.size=100", "GNU.sparse.map=0,3,50,3").File("a", "123").End() },
        { "a sparse file without size", new TarBytes().Pax('x', "GNU.sparse.map=0,3").File("a", "123").End() },
        { "a map without end", new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.realsize=9").File("a", "99\n1\n").End() },
        { "a map of too many parts", new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.realsize=9").File("a", "999999999\n1\n").End() },
        { "a map that is no map", new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.realsize=9").File("a", "hello").End() },
    };

    [Fact]
    public void A_header_that_names_nothing_is_passed_over() =>
        TestTrees.Read(new TarBytes().Header("", '0').File("a", "1").End()).Should().ContainSingle().Which.Path.Should().Be("a");

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_archives_are_errors(string what, MemoryStream tar)
    {
        Action read = () => TestTrees.Read(tar);

        read.Should().Throw<InvalidContentException>(what);
    }

    private static LayerEntry Entry(string path, long size, uint userId, uint groupId, UnixTime time) =>
        new(path, FileKind.Regular, 0x1A4, userId, groupId, size, time, null, null, default, []);

    private static void Base256(byte[] block, int offset, int size, long value)
    {
        for (int i = offset + size - 1; i >= offset; i--, value >>= 8)
        {
            block[i] = (byte)value;
        }

        block[offset] |= 0x80;
    }

    private void Archive(string program, string[] options, string source)
    {
        ProcessRunner.Run(program, [.. options, "-C", source, "-f", _directory.At("archive.tar"), "."]).Succeeded();
    }

    private void UnpackArchive()
    {
        using FileStream tar = File.OpenRead(_directory.At("archive.tar"));
        TestTrees.Unpack(tar, _directory.At("target"));
    }
}
