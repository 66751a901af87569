using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Tests.Mounts;

public sealed class OverlayMountTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sharpbuild-test-").FullName;

    [SkippableFact]
    public void Topmost_layer_wins_and_changes_go_to_the_upper_directory()
    {
        RequireRoot();
        string below = Layer("below", ("a", "old"), ("b", "b"));
        string above = Layer("above", ("a", "new"));

        using DirectoryHandle view = OverlayMount.Create([above, below], Layer("upper"), Layer("work"));
        view.RemoveFile("b");
        view.CreateFile("c", 0x1A4).Dispose();

        view.ReadEntries().Select(entry => entry.Name).Should().BeEquivalentTo("a", "c");
        using DirectoryHandle upper = DirectoryHandle.OpenHost(Path.Combine(_directory, "upper"));
        upper.ReadEntries().Select(entry => (entry.Name, upper.GetStatus(entry.Name).Kind)).Should().BeEquivalentTo(new[] { ("b", FileKind.CharacterDevice), ("c", FileKind.Regular) });
        upper.GetStatus("b").Device.Should().Be(new DeviceNumber(0, 0));
    }

    [SkippableFact]
    public void Mount_is_seen_nowhere()
    {
        RequireRoot();
        string before = File.ReadAllText("/proc/self/mountinfo");

        using DirectoryHandle view = OverlayMount.Create([Layer("lower")], Layer("upper"), Layer("work"));

        File.ReadAllText("/proc/self/mountinfo").Should().Be(before);
    }

    [SkippableFact]
    public void Two_hundred_and_one_layers_are_no_limit()
    {
        RequireRoot();
        string[] layers = [.. Enumerable.Range(0, 201).Select(number => Layer($"layer-with-a-long-name-{number}", ($"f{number}", "")))];

        using DirectoryHandle view = OverlayMount.Create(layers, Layer("upper"), Layer("work"));

        view.ReadEntries().Should().HaveCount(201);
    }

    [SkippableFact]
    public void Without_layers_there_is_an_empty_view_that_can_be_written()
    {
        RequireRoot();

        using DirectoryHandle view = OverlayMount.Create([], Layer("upper"), Layer("work"));
        view.CreateDirectory("d", 0x1ED);

        Directory.EnumerateFileSystemEntries(_directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_directory, path)).Where(path => !path.StartsWith("work/", StringComparison.Ordinal))
            .Should().BeEquivalentTo("upper", "upper/d", "work");
    }

    [SkippableFact]
    public void One_layer_alone_is_a_view_that_cannot_be_written()
    {
        RequireRoot();

        using DirectoryHandle view = OverlayMount.Create([Layer("lower", ("a", ""))], null, null);
        Action write = () => view.CreateDirectory("d", 0x1ED);

        view.ReadEntries().Select(entry => entry.Name).Should().Equal("a");
        write.Should().Throw<LinuxException>().Which.Errno.Should().Be(Interop.Errno.EROFS);
    }

    [SkippableFact]
    public void Several_layers_without_an_upper_directory_are_a_view_that_cannot_be_written()
    {
        RequireRoot();

        using DirectoryHandle view = OverlayMount.Create([Layer("one", ("a", "")), Layer("two", ("b", ""))], null, null);
        Action write = () => view.CreateDirectory("d", 0x1ED);

        view.ReadEntries().Select(entry => entry.Name).Should().BeEquivalentTo("a", "b");
        write.Should().Throw<LinuxException>().Which.Errno.Should().Be(Interop.Errno.EROFS);
    }

    [SkippableFact]
    public void Names_with_commas_colons_and_invalid_bytes_are_layers_like_others()
    {
        RequireRoot();
        using DirectoryHandle directory = DirectoryHandle.OpenHost(_directory);
        const string Name = "a,b:c=d\\e\uDCFF";
        directory.CreateDirectory(Name, 0x1ED);
        directory.CreateFile($"{Name}/f", 0x1A4).Dispose();

        using DirectoryHandle view = OverlayMount.Create([$"{_directory}/{Name}"], Layer("upper"), Layer("work"));

        view.ReadEntries().Select(entry => entry.Name).Should().Equal("f");
    }

    [SkippableFact]
    public void Missing_layer_is_named()
    {
        RequireRoot();

        Action create = () => OverlayMount.Create([_directory + "/missing"], Layer("upper"), Layer("work"));

        create.Should().Throw<LinuxException>().WithMessage($"fsconfig overlay lowerdir+={_directory}/missing*: No such file or directory");
    }

    public void Dispose()
    {
        using DirectoryHandle parent = DirectoryHandle.OpenHost(Path.GetDirectoryName(_directory) ?? "/");
        parent.RemoveTree(Path.GetFileName(_directory));
    }

    private static void RequireRoot() => Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");

    private string Layer(string name, params (string Name, string Content)[] files)
    {
        string path = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
        foreach ((string file, string content) in files)
        {
            File.WriteAllText(Path.Combine(path, file), content);
        }

        return path;
    }
}
