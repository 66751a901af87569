using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Mounts;

/// <summary>Overlays that show files as those of another root, by both ways to mount them.</summary>
public sealed class MappedOverlayTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sharpbuild-test-").FullName;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Owners_are_those_of_the_other_root_in_the_view_and_as_before_on_disk(bool isAttached)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");
        using StepOwners owners = new(UserNamespaceMode.Auto, [_directory]);
        Skip.If(owners.Map is null, owners.Description);
        foreach (string name in (string[])["one", "two", "upper", "work"])
        {
            Directory.CreateDirectory(Path.Combine(_directory, name));
        }

        using DirectoryHandle disk = DirectoryHandle.OpenHost(_directory);
        disk.CreateFile("one/file", 0x1A4).Dispose();
        disk.SetOwner("one/file", 33, 44);
        string[] layers = [Path.Combine(_directory, "two"), Path.Combine(_directory, "one")];
        (string upper, string work) = (Path.Combine(_directory, "upper"), Path.Combine(_directory, "work"));

        using SafeFileHandle? mount = isAttached ? AttachedOverlay.Mount(layers, upper, work, owners.Map) : null;
        using DirectoryHandle view = mount is null ? OverlayMount.Create(layers, upper, work, owners.Map) : new DirectoryHandle(mount, "view");
        using (OwnerMap.Act())
        {
            view.CreateFile("new", 0x1A4).Dispose();
            view.SetMode("file", 0x180);
        }

        view.GetStatus("file").UserId.Should().Be(OwnerMap.HostId(33));
        (Owner(disk, "upper/new"), Owner(disk, "upper/file")).Should().Be(((0u, 0u), (33u, 44u)));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static (uint, uint) Owner(DirectoryHandle directory, string path) => (directory.GetStatus(path).UserId, directory.GetStatus(path).GroupId);
}
