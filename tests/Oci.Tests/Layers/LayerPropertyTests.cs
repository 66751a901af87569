using CsCheck;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class LayerPropertyTests
{
    private static readonly Gen<string> Name =
        Gen.OneOf(
            Gen.String[Gen.Char['a', 'c'], 1, 2],
            Gen.String[Gen.Char["-. \n\\é✓%="], 1, 4],
            Gen.Byte[128, 255].Array[1, 3].Select(bytes => PathText.Decode(bytes)),
            Gen.String[Gen.Char['n', 'o'], 90, 250])
        .Where(name => name is not "." and not ".." && !name.StartsWith(".wh.", StringComparison.Ordinal) && PathText.Encode(name).Length <= 255);

    private static readonly Gen<LayerXattr> Xattr =
        Gen.Select(Gen.String[Gen.Char["ab=%3D25"], 1, 6], Gen.Byte.Array[0, 20], (name, value) => new LayerXattr("user." + name, [.. value]));

    private static readonly Gen<Node> Leaf =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 0xFFF], Gen.UInt[0, 5_000_000], Gen.UInt[0, 70_000], Gen.Long[-1L << 31, 1L << 33], Gen.Byte.Array[0, 1200], Name, Xattr.Array[0, 2])
            .Select((kind, mode, user, group, time, content, link, xattrs) => new Node(kind, mode, user, group, time, content, link, xattrs, []));

    private static readonly Gen<Node> Tree = Gen.Recursive<Node>((depth, node) => depth > 3
        ? Leaf
        : Gen.Select(Leaf, Gen.Dictionary(Name, node)[0, 4], (leaf, children) => leaf with { Kind = 4, Children = children }));

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        Tree.Sample(tree =>
        {
            (byte[] tar, List<(LayerEntry Entry, byte[] Content)> written) = Write(tree);

            using LayerReader reader = new(new MemoryStream(tar));
            foreach ((LayerEntry entry, byte[] content) in written)
            {
                reader.TryReadNext(out LayerEntry? read).Should().BeTrue();
                AssertSame(read, entry);
                using MemoryStream found = new();
                reader.OpenContent().CopyTo(found);
                found.ToArray().Should().Equal(content);
            }

            reader.TryReadNext(out _).Should().BeFalse();
        }, iter: 150, threads: 1);
    }

    [SkippableFact]
    public void What_is_unpacked_and_written_again_has_the_same_bytes()
    {
        Requires.Root();
        Tree.Sample(tree =>
        {
            using TemporaryDirectory directory = new("property");
            (byte[] tar, _) = Write(tree);

            UnpackResult result = TestTrees.Unpack(new MemoryStream(tar), directory.HostPath);
            (byte[] again, _) = TestTrees.Write(directory.HostPath);

            result.Notes.Should().BeEmpty();
            again.Should().Equal(tar);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void Damaged_archives_are_read_or_refused_and_nothing_else()
    {
        byte[] archive = new TarBytes()
            .Pax('g', "mtime=5")
            .Pax('x', "path=some/name", "SCHILY.xattr.user.a=1", "GNU.sparse.map=0,3,50,3", "GNU.sparse.size=100").File("a", "123456")
            .Header("././@LongLink", 'L', 9).Content("long/name"u8).File("b", "text")
            .Pax('x', "GNU.sparse.major=1", "GNU.sparse.realsize=9").File("c", "1\n0\n1\n")
            .Header("old", 'S', 3, change: block => { TarBytes.Octal(block, 386, 12, 4); TarBytes.Octal(block, 398, 12, 3); TarBytes.Octal(block, 483, 12, 20); })
            .Content("xyz"u8)
            .Symlink("l", "t").Hardlink("h", "b")
            .End().ToArray();

        Gen.Select(Gen.Int[0, archive.Length - 1], Gen.Byte, (at, value) => (at, value)).Array[1, 6].Sample(changes =>
        {
            byte[] damaged = (byte[])archive.Clone();
            foreach ((int at, byte value) in changes)
            {
                damaged[at] = value;
            }

            FixChecksums(damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ReadAll(damaged);
            }
            catch (InvalidContentException exception)
            {
                exception.Message.Should().NotBeEmpty();
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(8_000_000);
        }, iter: 20_000, threads: 1);
    }

    private static void ReadAll(byte[] archive)
    {
        using LayerReader reader = new(new MemoryStream(archive));
        byte[] buffer = new byte[1000];
        while (reader.TryReadNext(out _))
        {
            for (int i = 0; i < 100 && reader.ReadContent(buffer) > 0; i++)
            {
            }
        }
    }

    /// <summary>Without this nearly all damage would be found by the checksum alone.</summary>
    private static void FixChecksums(byte[] archive)
    {
        for (int block = 0; block + 512 <= archive.Length; block += 512)
        {
            if (archive.AsSpan(block + 257, 5).SequenceEqual("ustar"u8))
            {
                byte[] header = archive[block..(block + 512)];
                header.AsSpan(148, 8).Fill((byte)' ');
                TarBytes.Octal(header, 148, 7, header.Sum(b => b));
                header.CopyTo(archive, block);
            }
        }
    }

    private static (byte[] Tar, List<(LayerEntry Entry, byte[] Content)> Written) Write(Node tree)
    {
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, default);
        List<(LayerEntry Entry, byte[] Content)> written = [];
        Add(tree, "", writer, written);
        writer.Finish();
        return (tar.ToArray(), written);
    }

    private static void Add(Node node, string path, LayerWriter writer, List<(LayerEntry Entry, byte[] Content)> written)
    {
        if (path.Length > 0)
        {
            LayerEntry entry = node.ToEntry(path);
            byte[] content = entry.Kind == FileKind.Regular ? node.Content : [];
            written.Add((entry, content));
            if (entry.Kind == FileKind.Regular)
            {
                writer.Add(entry, content);
            }
            else
            {
                writer.Add(entry);
            }
        }

        List<string> names = [.. node.Children.Keys];
        names.Sort(PathText.Compare);
        foreach (string name in names)
        {
            Add(node.Children[name], path.Length == 0 ? name : $"{path}/{name}", writer, written);
        }
    }

    private static void AssertSame(LayerEntry? read, LayerEntry written) => read.Should().BeEquivalentTo(written);

    private sealed record Node(
        int Kind, int Mode, uint User, uint Group, long Time, byte[] Content, string Link, LayerXattr[] Xattrs, Dictionary<string, Node> Children)
    {
        public LayerEntry ToEntry(string path)
        {
            FileKind kind = Kind switch { 0 or 1 => FileKind.Regular, 2 => FileKind.SymbolicLink, 3 => FileKind.Fifo, _ => FileKind.Directory };
            bool hasXattrs = kind is FileKind.Regular or FileKind.Directory;
            LayerXattr[] xattrs = hasXattrs ? [.. Xattrs.DistinctBy(xattr => xattr.Name).OrderBy(xattr => xattr.Name, StringComparer.Ordinal)] : [];
            return new LayerEntry(
                path, kind, kind == FileKind.SymbolicLink ? 0x1FF : Mode, User, Group, kind == FileKind.Regular ? Content.Length : 0,
                new UnixTime(Time, 0), kind == FileKind.SymbolicLink ? Link : null, null, default, [.. xattrs]);
        }
    }
}
