using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layers;

public sealed class LayerIndexTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("index");

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void Every_entry_of_an_archive_is_found_with_its_content()
    {
        string source = _directory.MakeDirectory("source");
        TestTrees.MakeRich(source);
        (byte[] tar, _) = TestTrees.Write(source);

        LayerIndex index = SavedAndLoaded(Build(new MemoryStream(tar)));

        List<LayerEntry> entries = TestTrees.Read(new MemoryStream(tar));
        index.Count.Should().Be(entries.Count);
        index.IsExact.Should().BeTrue();
        using DirectoryHandle root = DirectoryHandle.OpenHost(source);
        foreach (LayerEntry entry in entries)
        {
            index.TryGet(entry.Path, out LayerEntry? found, out long offset).Should().BeTrue(entry.Path);
            found.Should().BeEquivalentTo(entry);
            if (entry.Kind == FileKind.Regular && entry.HardLinkTo is null)
            {
                using SafeFileHandle file = root.OpenFile(entry.Path);
                byte[] content = new byte[entry.SizeInBytes];
                int count = file.ReadAt(content, 0);
                tar.AsSpan((int)offset, count).SequenceEqual(content).Should().BeTrue(entry.Path);
            }
        }
    }

    [SkippableFact]
    public void Children_are_those_of_the_directory_in_byte_order()
    {
        string source = _directory.MakeDirectory("source");
        TestTrees.MakeRich(source);
        TestTrees.Run(source, "mkdir a 'a b' a-b a/c; touch a/b a-b/x a/c/d a.b");
        LayerIndex index = Build(new MemoryStream(TestTrees.Write(source).Tar));
        using DirectoryHandle root = DirectoryHandle.OpenHost(source);

        foreach (string directory in new[] { "", "a", "a-b", "a b", "usr", "usr/bin", "etc", "etc/empty", "a.b", "none" })
        {
            using DirectoryHandle? handle = root.TryOpenDirectory(directory);
            List<string> names = [.. (handle?.ReadEntries() ?? []).Select(entry => (directory + "/" + entry.Name).TrimStart('/'))];
            names.Sort(PathText.Compare);

            index.Children(directory).Select(entry => entry.Path).Should().Equal(names, directory);
        }
    }

    [Fact]
    public void Directories_without_header_are_implied()
    {
        LayerIndex index = Build(new TarBytes().File("a/b/c", "1").Directory("a").End());

        index.All().Select(entry => (entry.Path, entry.IsImplied)).Should().Equal(("a", false), ("a/b", true), ("a/b/c", false));
    }

    [Fact]
    public void Markers_hide_what_lower_layers_have()
    {
        LayerIndex index = SavedAndLoaded(Build(new TarBytes()
            .Directory("etc").File("etc/.wh.gone", "").File("etc/file", "1")
            .Directory("opt").File("opt/.wh..wh..opq", "").File("opt/own", "")
            .File("was-directory", "")
            .End()));

        string[] paths =
        [
            "etc", "etc/gone", "etc/gone/x", "etc/file", "etc/other", "opt", "opt/own", "opt/other", "opt/other/x",
            "was-directory", "was-directory/x", "usr", "usr/bin",
        ];
        paths.Where(index.Hides).Should().Equal(
            "etc/gone", "etc/gone/x", "etc/file", "opt/own", "opt/other", "opt/other/x", "was-directory", "was-directory/x");
        index.Children("etc").Select(entry => entry.Path).Should().Equal("etc/file");
        index.TryGet("etc/.wh.gone", out _, out _).Should().BeFalse();
        (index.IsWhiteout("etc/gone"), index.IsOpaque("opt"), index.IsOpaque("etc"), index.IsOpaque("")).Should().Be((true, true, false, false));
    }

    [Fact]
    public void The_last_entry_of_a_path_counts()
    {
        LayerIndex index = Build(new TarBytes().File("b", "1").File("a", "").File("b", "22").End());

        index.All().Select(entry => (entry.Path, entry.SizeInBytes)).Should().Equal(("a", 0L), ("b", 2L));
        index.IsExact.Should().BeTrue();
    }

    [Fact]
    public void An_index_that_unpacking_would_not_bear_out_says_so()
    {
        Build(new TarBytes().Symlink("lib", "usr/lib").File("lib/a", "").End()).IsExact.Should().BeFalse();
        Build(new TarBytes().Directory("a").File("a/x", "").File("a", "").End()).IsExact.Should().BeFalse();
    }

    [Fact]
    public void A_damaged_index_is_an_error()
    {
        using MemoryStream saved = new();
        Build(new TarBytes().File("a", "1").End()).Save(saved);
        byte[] bytes = saved.ToArray();

        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[i] ^= 1;
            Action load = () => LayerIndex.Load(damaged);
            load.Should().Throw<InvalidContentException>();
            Action loadCut = () => LayerIndex.Load(bytes.AsSpan(0, i));
            loadCut.Should().Throw<InvalidContentException>();
        }
    }

    private static LayerIndex Build(Stream tar) => LayerIndex.Build(tar, "layer", CancellationToken.None);

    private static LayerIndex SavedAndLoaded(LayerIndex index)
    {
        using MemoryStream saved = new();
        index.Save(saved);
        return LayerIndex.Load(saved.ToArray());
    }
}
