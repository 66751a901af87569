using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class LayerWriterTests : IDisposable
{
    private static readonly UnixTime Time = new(1_700_000_000, 123);

    private readonly TemporaryDirectory _directory = new("writer");

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData("tar", "--xattrs", "--xattrs-include=*")]
    [InlineData("bsdtar", "--xattrs", "--numeric-owner")]
    public void Other_programs_unpack_the_tree_that_was_written(string program, params string[] options)
    {
        Requires.Program(program);
        string source = _directory.MakeDirectory("source");
        TestTrees.MakeRich(source);
        string target = _directory.MakeDirectory("target");
        (byte[] tar, _) = TestTrees.Write(source);
        File.WriteAllBytes(_directory.At("layer.tar"), tar);

        ProcessRunner.Run(program, ["-x", "-p", .. options, "-C", target, "-f", _directory.At("layer.tar")], Utf8).Succeeded();

        TestTrees.List(target).Should().Equal(TestTrees.List(source));
    }

    [Fact]
    public void Equal_entries_give_equal_bytes_and_the_digest_of_those_bytes()
    {
        string source = _directory.MakeDirectory("source");
        TestTrees.MakePlain(source);

        (byte[] tar, LayerDigests digests) = TestTrees.Write(source);
        (byte[] again, LayerDigests digestsAgain) = TestTrees.Write(source);

        again.Should().Equal(tar);
        digestsAgain.Should().Be(digests);
        digests.DiffId.Should().Be(Digest.FromSha256(SHA256.HashData(tar)));
        digests.SizeInBytes.Should().Be(tar.Length);
    }

    [Fact]
    public void Times_change_the_diffID_but_not_the_content_digest()
    {
        LayerDigests early = Write(writer => writer.Add(FileEntry("a", 3), "one"u8.ToArray()));
        LayerDigests late = Write(writer => writer.Add(FileEntry("a", 3) with { ModifiedAt = new UnixTime(5, 0) }, "one"u8.ToArray()));

        late.ContentDigest.Should().Be(early.ContentDigest);
        late.DiffId.Should().NotBe(early.DiffId);
    }

    [Fact]
    public void Everything_but_times_changes_the_content_digest()
    {
        LayerEntry entry = FileEntry("a", 3);
        Action<LayerWriter>[] variants =
        [
            writer => writer.Add(entry, "one"u8.ToArray()),
            writer => writer.Add(entry, "two"u8.ToArray()),
            writer => writer.Add(entry with { Path = "b" }, "one"u8.ToArray()),
            writer => writer.Add(entry with { Mode = 0x1ED }, "one"u8.ToArray()),
            writer => writer.Add(entry with { UserId = 1 }, "one"u8.ToArray()),
            writer => writer.Add(entry with { GroupId = 1 }, "one"u8.ToArray()),
            writer => writer.Add(entry with { Xattrs = [new LayerXattr("user.a", [1])] }, "one"u8.ToArray()),
            writer => writer.Add(entry with { Xattrs = [new LayerXattr("user.a", [2])] }, "one"u8.ToArray()),
            writer => writer.Add(entry with { Xattrs = [new LayerXattr("user.b", [1])] }, "one"u8.ToArray()),
            writer => writer.Add(entry with { SizeInBytes = 0, HardLinkTo = "b" }),
            writer => writer.Add(entry with { SizeInBytes = 0, HardLinkTo = "c" }),
            writer => writer.Add(entry with { SizeInBytes = 0, Kind = FileKind.SymbolicLink, LinkTarget = "b" }),
            writer => writer.Add(entry with { SizeInBytes = 0, Kind = FileKind.Fifo }),
            writer => writer.Add(entry with { SizeInBytes = 0, Kind = FileKind.CharacterDevice, Device = new DeviceNumber(1, 3) }),
            writer => writer.Add(entry with { SizeInBytes = 0, Kind = FileKind.CharacterDevice, Device = new DeviceNumber(1, 5) }),
            writer => writer.Add(LayerEntry.Directory("a", 0x1A4, Time)),
            writer => writer.Add(LayerEntry.Whiteout("a")),
        ];

        variants.Select(variant => Write(variant).ContentDigest).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_known_digest_of_content_gives_the_content_digest_that_reading_gives()
    {
        byte[] content = RandomNumberGenerator.GetBytes(1_000_000);
        File.WriteAllBytes(_directory.At("file"), content);
        using SafeFileHandle file = File.OpenHandle(_directory.At("file"));
        LayerEntry entry = FileEntry("file", content.Length);

        LayerDigests read = Write(writer => writer.Add(entry, file));
        LayerDigests known = Write(writer => writer.Add(entry, file, Digest.FromSha256(SHA256.HashData(content))));
        LayerDigests fromMemory = Write(writer => writer.Add(entry, content));
        LayerDigests fromStream = Write(writer => writer.Add(entry, new MemoryStream(content)));

        new[] { known, fromMemory, fromStream }.Should().AllBeEquivalentTo(read);
    }

    [Theory]
    [InlineData(99, "more")]
    [InlineData(101, "fewer")]
    [InlineData(700_000, "fewer")]
    public void A_file_that_changed_its_size_is_an_error(int stated, string change)
    {
        File.WriteAllBytes(_directory.At("file"), new byte[100]);
        using SafeFileHandle file = File.OpenHandle(_directory.At("file"));

        Action write = () => Write(writer => writer.Add(FileEntry("etc/file", stated), file));

        write.Should().Throw<InvalidContentException>()
            .WithMessage($"\"etc/file\" changed while it was read: it had {stated} bytes, now it has {change}");
    }

    [Theory]
    [InlineData(".wh.file")]
    [InlineData("etc/.wh.file")]
    [InlineData("etc/.wh.dir/file")]
    [InlineData(".wh..wh..opq")]
    public void A_name_that_stands_for_a_removed_file_is_an_error(string path)
    {
        Action write = () => Write(writer => writer.Add(FileEntry(path, 0)));

        write.Should().Throw<InvalidContentException>().WithMessage($"\"{path}\" cannot be stored in a layer*");
    }

    [Fact]
    public void Markers_are_written_as_empty_files()
    {
        (byte[] tar, _) = WriteBytes(writer =>
        {
            writer.Add(LayerEntry.OpaqueMarker("etc"));
            writer.Add(LayerEntry.Whiteout("etc/passwd"));
            writer.Add(LayerEntry.Whiteout("top"));
        });

        TestTrees.Read(new MemoryStream(tar)).Should().BeEquivalentTo(
            [LayerEntry.OpaqueMarker("etc"), LayerEntry.Whiteout("etc/passwd"), LayerEntry.Whiteout("top")],
            options => options.Excluding(entry => entry.IsMarker).WithStrictOrdering());
        TestTrees.Read(new MemoryStream(tar)).Select(entry => entry.Path).Should().Equal("etc/.wh..wh..opq", "etc/.wh.passwd", ".wh.top");
    }

    [Fact]
    public void Later_times_are_clamped_and_fractions_left_out()
    {
        (byte[] tar, _) = WriteBytes(
            writer =>
            {
                writer.Add(FileEntry("early", 0) with { ModifiedAt = new UnixTime(999, 5) });
                writer.Add(FileEntry("late", 0) with { ModifiedAt = new UnixTime(1001, 0) });
            },
            LayerTimes.Clamp(1000));

        TestTrees.Read(new MemoryStream(tar)).Select(entry => entry.ModifiedAt).Should().Equal(new UnixTime(999, 0), new UnixTime(1000, 0));
    }

    [Fact]
    public void The_index_of_the_same_pass_is_the_one_that_reading_gives()
    {
        string source = _directory.MakeDirectory("source");
        TestTrees.MakePlain(source);
        using DirectoryHandle root = DirectoryHandle.OpenHost(source);
        using MemoryStream tar = new();
        LayerIndexBuilder builder = new();
        using LayerWriter writer = new(tar, default) { Index = builder };
        TreeDiff.Write(root, writer, new DiffOptions(), CancellationToken.None);
        writer.Finish();
        tar.Position = 0;

        LayerIndex read = LayerIndex.Build(tar, "layer", CancellationToken.None);

        builder.Build().All().Should().BeEquivalentTo(
            read.All().Select(entry => entry), options => options.WithStrictOrdering().ComparingByMembers<LayerEntry>().Excluding(e => e.ModifiedAt));
    }

    [Fact]
    public void An_output_that_fails_ends_the_writing_with_its_own_error()
    {
        Action write = () =>
        {
            using LayerWriter writer = new(new FailingStream(), default);
            for (int i = 0; i < 20; i++)
            {
                writer.Add(FileEntry($"file{i:D2}", 500_000), new byte[500_000]);
            }

            writer.Finish();
        };

        write.Should().Throw<IOException>().WithMessage("no space");
    }

    private static ProcessSettings Utf8 => new() { Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" } };

    private static LayerEntry FileEntry(string path, long size) => new(path, FileKind.Regular, 0x1A4, 0, 0, size, Time, null, null, default, []);

    private static LayerDigests Write(Action<LayerWriter> add) => WriteBytes(add).Digests;

    private static (byte[] Tar, LayerDigests Digests) WriteBytes(Action<LayerWriter> add, LayerTimes times = default)
    {
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, times);
        add(writer);
        LayerDigests digests = writer.Finish();
        return (tar.ToArray(), digests);
    }

    private sealed class FailingStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length > 1_000_000)
            {
                throw new IOException("no space");
            }

            base.Write(buffer, offset, count);
        }
    }
}
