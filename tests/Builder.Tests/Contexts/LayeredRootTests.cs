using System.Text;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Tests.Contexts;

public sealed class LayeredRootTests
{
    private static readonly UnixTime Time = new(5, 0);

    [Fact]
    public void The_topmost_layer_that_has_an_entry_tells_of_it()
    {
        LayeredRoot root = Root(
            [Directory("etc", 0x1C0), File("etc/a", "top")],
            [Directory("etc", 0x1ED), File("etc/a", "below"), File("etc/b", "b")]);

        root.TryGet("etc").Should().BeEquivalentTo(Directory("etc", 0x1C0));
        Text(root, "etc/a").Should().Be("top");
        Text(root, "etc/b").Should().Be("b");
        root.TryGet("etc/c").Should().BeNull();
        root.IsExact.Should().BeTrue();
    }

    [Fact]
    public void Whiteouts_and_opaque_directories_hide_what_is_below()
    {
        LayeredRoot root = Root(
            [Directory("a", 0x1ED), LayerEntry.Whiteout("a/x"), Directory("o", 0x1ED), LayerEntry.OpaqueMarker("o"), File("o/new", "n"), File("was", "f")],
            [Directory("a", 0x1ED), File("a/x", ""), File("a/y", ""), Directory("o", 0x1ED), File("o/old", ""), Directory("was", 0x1ED), File("was/in", "")]);

        string[] paths = ["a/x", "a/y", "o/new", "o/old", "was", "was/in"];

        paths.Where(path => root.TryGet(path) is not null).Should().Equal("a/y", "o/new", "was");
    }

    [Fact]
    public void A_directory_without_header_has_the_metadata_of_the_layer_below()
    {
        LayeredRoot root = Root([File("tmp/f", "")], [Directory("tmp", 0x3FF)]);

        root.TryGet("tmp").Should().BeEquivalentTo(Directory("tmp", 0x3FF));
        root.TryGet("").Should().BeEquivalentTo(Directory("", 0x1ED) with { ModifiedAt = default });
    }

    [Fact]
    public void Links_through_several_layers_are_followed_inside_the_root()
    {
        LayeredRoot root = Root([Link("etc", "/usr/etc")], [Directory("usr", 0x1ED), Directory("usr/etc", 0x1ED), Link("usr/etc/passwd", "../../../accounts"), File("accounts", "app:x:7:8::/:\n")]);

        RootLookup found = RootLookup.Find(root, "/etc/passwd", follow: true);

        found.Path.Should().Be("accounts");
        new AccountFiles(root).FindUser("app").Should().Be(new PasswdEntry("app", 7, 8, "/"));
    }

    [Fact]
    public void A_second_name_reads_the_content_of_the_first()
    {
        LayeredRoot root = Root([File("a", "content"), new LayerEntry("b", FileKind.Regular, 0x1A4, 0, 0, 0, Time, null, "a", default, [])], []);

        Text(root, "b").Should().Be("content");
    }

    [Fact]
    public void A_file_over_the_limit_is_not_read()
    {
        LayeredRoot root = Root([File("etc/passwd", "0123456789")], []);

        Action read = () => root.ReadFile(root.TryGet("etc/passwd") ?? throw new InvalidOperationException(), 9);

        read.Should().Throw<InputException>().WithMessage("\"/etc/passwd\" is no file of at most 9 bytes");
    }

    private static string Text(LayeredRoot root, string path) =>
        Encoding.UTF8.GetString(root.ReadFile(root.TryGet(path) ?? throw new InvalidOperationException(), 100));

    private static LayerEntry Directory(string path, int mode) => LayerEntry.Directory(path, mode, Time);

    private static LayerEntry Link(string path, string target) => new(path, FileKind.SymbolicLink, 0x1FF, 0, 0, 0, Time, target, null, default, []);

    // An entry has no content of its own; until the layer is written it travels in an attribute.
    private static LayerEntry File(string path, string content) =>
        new(path, FileKind.Regular, 0x1A4, 0, 0, content.Length, Time, null, null, default, [new LayerXattr("user.content", [.. Encoding.UTF8.GetBytes(content)])]);

    private static LayeredRoot Root(params LayerEntry[][] layers) => new([.. layers.Select(Layer)]);

    private static RootLayer Layer(LayerEntry[] entries)
    {
        MemoryStream tar = new();
        using LayerWriter writer = new(tar, LayerTimes.WholeSeconds);
        foreach (LayerEntry entry in entries)
        {
            if (entry is { Kind: FileKind.Regular, HardLinkTo: null, IsMarker: false })
            {
                writer.Add(entry with { Xattrs = [] }, entry.Xattrs[0].Value.AsMemory());
            }
            else
            {
                writer.Add(entry);
            }
        }

        writer.Finish();
        byte[] bytes = tar.ToArray();
        return new RootLayer(LayerIndex.Build(new MemoryStream(bytes), "a layer", CancellationToken.None), () => new MemoryStream(bytes));
    }
}
