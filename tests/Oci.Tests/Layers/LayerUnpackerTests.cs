using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class LayerUnpackerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("unpack");

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, TarBytes> Escapes => new()
    {
        { "a file through a link to the outside", new TarBytes().Symlink("out", "../outside").File("out/victim", "evil") },
        { "a file through an absolute link", new TarBytes().Symlink("out", "OUTSIDE").File("out/victim", "evil") },
        { "a file through links in a row", new TarBytes().Symlink("a", "..").Symlink("b", "a/outside").File("b/victim", "evil") },
        { "a file over a link", new TarBytes().Symlink("victim", "OUTSIDE/victim").File("victim", "evil") },
        { "a directory over a link", new TarBytes().Symlink("d", "OUTSIDE").Header("d", '5', mode: 0).File("d/victim", "evil") },
        { "a hard link through a link", new TarBytes().Symlink("out", "../outside").Hardlink("mine", "out/victim").File("mine", "evil") },
        { "a hard link to a link", new TarBytes().Symlink("l", "OUTSIDE/victim").Hardlink("mine", "l").File("mine", "evil") },
        { "a hard link's own path", new TarBytes().Hardlink("mine", "/../outside/victim").File("mine", "evil") },
        { "a name that leads out", new TarBytes().File("../outside/victim", "evil") },
        { "an absolute name", new TarBytes().File("OUTSIDE/victim", "evil") },
        { "a pax name that leads out", new TarBytes().Pax('x', "path=../outside/victim").File("a", "evil") },
        { "a long name that leads out", new TarBytes().Header("././@LongLink", 'L', 17).Content("../outside/victim"u8).File("a", "evil") },
        { "a fifo through a link", new TarBytes().Symlink("out", "../outside").Header("out/victim", '6') },
        { "a link through a link", new TarBytes().Symlink("out", "../outside").Symlink("out/victim", "x") },
        { "attributes on a link's target", new TarBytes().Symlink("l", "OUTSIDE/victim").Pax('x', "SCHILY.xattr.user.evil=1").Symlink("l", "OUTSIDE/victim") },
        { "mode of the root's parent", new TarBytes().Header("..", '5', mode: 0) },
    };

    [SkippableTheory]
    [MemberData(nameof(Escapes))]
    public void Nothing_outside_of_the_target_changes(string what, TarBytes archive)
    {
        string outside = _directory.MakeDirectory("outside");
        File.WriteAllText(Path.Combine(outside, "victim"), "good");
        string[] before = TestTrees.List(outside);
        byte[] tar = archive.End().ToArray();
        MemoryStream aimed = new(ReplaceInNames(tar, outside));

        foreach (UnpackMode mode in Enum.GetValues<UnpackMode>())
        {
            aimed.Position = 0;
            try
            {
                TestTrees.Unpack(aimed, _directory.At("target" + mode), mode);
            }
            catch (Exception exception) when (exception is InvalidContentException or Linux.LinuxException)
            {
                exception.Message.Should().NotBeEmpty();
            }
        }

        TestTrees.List(outside).Should().Equal(before, what);
    }

    [Fact]
    public void The_index_of_an_archive_comes_with_unpacking_it()
    {
        byte[] tar = new TarBytes().File("a/deep/file", "content").Symlink("link", "a").Hardlink("twin", "a/deep/file").File(".wh.gone", "").File("last", "x").End().ToArray();
        LayerIndexBuilder builder = new();
        using DirectoryHandle target = DirectoryHandle.OpenHost(_directory.MakeDirectory("indexed"));

        LayerUnpacker.Unpack(new MemoryStream(tar), target, new UnpackOptions(UnpackMode.MergedTree) { Index = builder }, CancellationToken.None);

        using MemoryStream collected = new();
        builder.Build().Save(collected);
        using MemoryStream read = new();
        LayerIndex.Build(new MemoryStream(tar), "a", CancellationToken.None).Save(read);
        collected.ToArray().Should().Equal(read.ToArray());
    }

    [Fact]
    public void Links_among_parents_lead_to_where_they_point_inside_the_target()
    {
        MemoryStream tar = new TarBytes()
            .Directory("usr/lib").Symlink("lib", "usr/lib").Symlink("usr/abs", "/usr/lib").File("lib/a", "1").File("usr/abs/b", "2").End();

        TestTrees.Unpack(tar, _directory.At("target"));

        Directory.GetFileSystemEntries(_directory.At("target", "usr", "lib")).Select(Path.GetFileName).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public void Links_that_lead_in_circles_are_an_error()
    {
        Action unpack = () => TestTrees.Unpack(new TarBytes().Symlink("a", "b").Symlink("b", "a").File("a/x", "").End(), _directory.At("target"));

        unpack.Should().Throw<InvalidContentException>().WithMessage("\"a\" leads through too many symbolic links");
    }

    [Fact]
    public void A_later_entry_takes_the_place_of_an_earlier_one()
    {
        MemoryStream tar = new TarBytes()
            .File("a", "old").File("a", "new")
            .Directory("d").File("d/x", "").File("d", "file now")
            .File("f", "").Directory("f").File("f/y", "in f")
            .Symlink("s", "a").File("s", "no link")
            .End();

        TestTrees.Unpack(tar, _directory.At("target"));

        TestTrees.List(_directory.At("target")).Where(line => line.StartsWith("f ", StringComparison.Ordinal) || line.StartsWith("d ", StringComparison.Ordinal))
            .Should().Equal(
                "f 644 0:0 1000000000 n=1 a -> ", "f 644 0:0 1000000000 n=1 d -> ", "d 755 0:0 1000000000 n=2 f -> ",
                "f 644 0:0 1000000000 n=1 f/y -> ", "f 644 0:0 1000000000 n=1 s -> ");
        File.ReadAllText(_directory.At("target", "a")).Should().Be("new");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("self")]
    public void A_hard_link_to_nothing_is_an_error(string target)
    {
        Action unpack = () => TestTrees.Unpack(new TarBytes().Hardlink("self", target).End(), _directory.At("target"));

        unpack.Should().Throw<InvalidContentException>().WithMessage($"the archive has a hard link \"self\" to \"{target}\", which is not there");
    }

    [Fact]
    public void A_hard_link_to_a_directory_is_an_error()
    {
        Action unpack = () => TestTrees.Unpack(new TarBytes().Directory("d").Hardlink("l", "d").End(), _directory.At("target"));

        unpack.Should().Throw<InvalidContentException>().WithMessage("*\"l\" to the directory \"d\"");
    }

    [Theory]
    [InlineData(".wh.a")]
    [InlineData("d/.wh..wh..opq")]
    [InlineData("d/.wh.x/file")]
    public void Names_of_markers_are_an_error_in_a_plain_tree_and_kept_in_a_literal_one(string name)
    {
        Action unpack = () => TestTrees.Unpack(new TarBytes().File(name, "1").End(), _directory.At("plain"));

        unpack.Should().Throw<InvalidContentException>().WithMessage($"the archive has the name \"{name}\", which only stands for removed files in layers");
        TestTrees.Unpack(new TarBytes().File(name, "1").End(), _directory.At("literal"), UnpackMode.LiteralTree);
        File.ReadAllText(_directory.At("literal", name)).Should().Be("1");
    }

    [Theory]
    [InlineData(".wh.")]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    [InlineData("a/.wh.")]
    public void Markers_of_no_name_are_an_error(string name)
    {
        Action unpack = () => TestTrees.Unpack(new TarBytes().File(name, "").End(), _directory.At("target"), UnpackMode.OverlayLower);

        unpack.Should().Throw<InvalidContentException>();
    }

    [Fact]
    public void What_overlayfs_would_misread_is_refused_or_dropped()
    {
        Action device = () => TestTrees.Unpack(new TarBytes().Header("gone", '3').End(), _directory.At("device"), UnpackMode.OverlayLower);
        UnpackResult xattrs = TestTrees.Unpack(
            new TarBytes().Pax('x', "SCHILY.xattr.trusted.overlay.opaque=y", "SCHILY.xattr.user.overlay.redirect=/x").Directory("d").End(),
            _directory.At("xattrs"),
            UnpackMode.OverlayLower);

        device.Should().Throw<InvalidContentException>().WithMessage("*character device 0:0 \"gone\"*");
        xattrs.Notes.Should().Equal(
            "the attribute trusted.overlay.opaque of \"d\" was dropped: it belongs to the store",
            "the attribute user.overlay.redirect of \"d\" was dropped: it belongs to the store");
        using DirectoryHandle target = DirectoryHandle.OpenHost(_directory.At("xattrs"));
        target.ListXattrs("d").Should().BeEmpty();
    }

    [SkippableFact]
    public void Markers_become_what_overlayfs_reads()
    {
        Requires.Root();
        MemoryStream tar = new TarBytes()
            .Directory("etc").File("etc/.wh.passwd", "").File("etc/new", "1")
            .Directory("opt").File("opt/.wh..wh..opq", "").File("opt/only", "2")
            .File(".wh.back", "").Directory("back").File("back/x", "3")
            .Directory("kept").File("kept/.wh..wh.plnk", "").File(".wh.kept", "")
            .End();

        UnpackLayer(tar, "lower2", _ => null, checksLower: false);

        using DirectoryHandle layer = DirectoryHandle.OpenHost(_directory.At("lower2"));
        layer.GetStatus("etc/passwd").Should().Match<FileStatus>(status => status.Kind == FileKind.CharacterDevice && status.Device == default);
        layer.GetXattr("opt", "trusted.overlay.opaque").Should().Equal("y"u8.ToArray());
        layer.GetXattr("back", "trusted.overlay.opaque").Should().Equal("y"u8.ToArray());
        layer.GetXattr("kept", "trusted.overlay.opaque").Should().Equal("y"u8.ToArray());
        layer.OpenDirectory("kept").ReadEntries().Should().BeEmpty();
    }

    [SkippableFact]
    public void Missing_parents_are_like_those_of_lower_layers()
    {
        Requires.Root();
        LayerEntry[] lower =
        [
            LayerEntry.Directory("srv", 0x1C0, new UnixTime(77, 0)) with { UserId = 5, GroupId = 6 },
            new LayerEntry("lib", FileKind.SymbolicLink, 0x1FF, 0, 0, 0, default, "usr/lib", null, default, []),
            LayerEntry.Directory("usr", 0x1ED, new UnixTime(78, 0)),
            LayerEntry.Directory("usr/lib", 0x1ED, new UnixTime(79, 0)),
        ];
        MemoryStream tar = new TarBytes().File("srv/a", "").File("lib/b", "").File("srv/.wh.there", "").File("srv/.wh.notthere", "").End();

        UnpackLayer(tar, "layer", path => path == "srv/there" ? lower[0] : lower.FirstOrDefault(entry => entry.Path == path), checksLower: true);

        TestTrees.List(_directory.At("layer")).TakeWhile(line => line.Contains(" -> ", StringComparison.Ordinal)).Should().Equal(
            "d 700 5:6 77 n=2 srv -> ", "f 644 0:0 1000000000 n=1 srv/a -> ", "c 0 0:0 * n=1 srv/there -> ".Replace("*", CreatedAt("layer/srv/there")),
            "d 755 0:0 78 n=3 usr -> ", "d 755 0:0 79 n=2 usr/lib -> ", "f 644 0:0 1000000000 n=1 usr/lib/b -> ");
    }

    [SkippableFact]
    public void A_hard_link_to_a_file_of_a_lower_layer_becomes_a_copy()
    {
        Requires.Root();
        string lower = _directory.Write("lower/tool", "content");
        MemoryStream tar = new TarBytes().Hardlink("bin/same", "tool").End();
        using DirectoryHandle target = DirectoryHandle.OpenHost(_directory.MakeDirectory("layer"));
        UnpackOptions options = new(UnpackMode.OverlayLower)
        {
            OpenLowerFile = path => path == "tool" ? File.OpenHandle(lower) : null,
            LowerEntry = path => path == "tool"
                ? new LayerEntry("tool", FileKind.Regular, 0x9ED, 3, 4, 7, new UnixTime(55, 0), null, null, default, [])
                : null,
        };

        LayerUnpacker.Unpack(tar, target, options, CancellationToken.None);

        FileStatus status = target.GetStatus("bin/same");
        (status.Mode, status.UserId, status.GroupId, status.ModifiedAt).Should().Be((0x9ED, 3u, 4u, new UnixTime(55, 0)));
        File.ReadAllText(_directory.At("layer", "bin", "same")).Should().Be("content");
    }

    [Fact]
    public void Paths_longer_than_the_kernel_takes_at_once_are_unpacked_and_written_again()
    {
        string name = new('n', 200);
        string path = string.Join('/', Enumerable.Repeat(name, 60));
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, default);
        for (int i = 1; i < 60; i++)
        {
            writer.Add(LayerEntry.Directory(path[..((i * 201) - 1)], 0x1ED, new UnixTime(i, 0)));
        }

        writer.Add(new LayerEntry(path, FileKind.Regular, 0x1A4, 0, 0, 4, new UnixTime(99, 0), null, null, default, []), "deep"u8.ToArray());
        LayerDigests digests = writer.Finish();
        tar.Position = 0;

        TestTrees.Unpack(tar, _directory.At("target"));
        (byte[] again, LayerDigests digestsAgain) = TestTrees.Write(_directory.At("target"));

        again.Should().Equal(tar.ToArray());
        digestsAgain.Should().Be(digests);
    }

    [Fact]
    public void Cancellation_ends_the_work()
    {
        using DirectoryHandle target = DirectoryHandle.OpenHost(_directory.HostPath);
        Action unpack = () => LayerUnpacker.Unpack(new TarBytes().File("a", "").End(), target, new UnpackOptions(UnpackMode.PlainTree), new CancellationToken(true));

        unpack.Should().Throw<OperationCanceledException>();
        File.Exists(_directory.At("a")).Should().BeFalse();
    }

    private static byte[] ReplaceInNames(byte[] tar, string outside)
    {
        byte[] result = (byte[])tar.Clone();
        ReadOnlySpan<byte> mark = "OUTSIDE"u8;
        for (int block = 0; block < result.Length; block += 512)
        {
            Span<byte> header = result.AsSpan(block, 512);
            foreach (int field in new[] { 0, 157 })
            {
                if (header[field..].StartsWith(mark))
                {
                    byte[] rest = header.Slice(field + mark.Length, 90 - mark.Length).ToArray();
                    System.Text.Encoding.ASCII.GetBytes(outside).CopyTo(header[field..]);
                    rest.AsSpan(0, Math.Min(rest.Length, 100 - outside.Length)).CopyTo(header.Slice(field + outside.Length, 100 - outside.Length));
                    header.Slice(148, 8).Fill((byte)' ');
                    byte[] copy = header.ToArray();
                    TarBytes.Octal(copy, 148, 7, copy.Sum(b => b));
                    copy.CopyTo(header);
                }
            }
        }

        return result;
    }

    private string CreatedAt(string path) =>
        ProcessRunner.Run("stat", ["-c", "%Y", _directory.At(path)]).Text;

    private void UnpackLayer(Stream tar, string name, Func<string, LayerEntry?> lower, bool checksLower)
    {
        using DirectoryHandle target = DirectoryHandle.OpenHost(_directory.MakeDirectory(name));
        UnpackOptions options = new(UnpackMode.OverlayLower) { LowerEntry = checksLower ? lower : null };
        LayerUnpacker.Unpack(tar, target, options, CancellationToken.None);
    }
}
