using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class MountTests
{
    [SkippableFact]
    public void Bind_mount_shows_a_directory_and_takes_writes_only_when_it_may()
    {
        using TestRoot root = new();
        File.WriteAllText(Path.Combine(root.Scratch, "file"), "content");
        using DirectoryHandle source = DirectoryHandle.OpenHost(root.Scratch);

        string output = root.Output(
            "cat /ro/file; touch /ro/new 2>/dev/null || echo refused; touch /rw/new",
            spec => spec with { Mounts = [new BindMount("/ro", source.Handle, ReadOnly: true), new BindMount("/rw", source.Handle, ReadOnly: false)] });

        output.Should().Be("contentrefused\n");
        File.Exists(Path.Combine(root.Scratch, "new")).Should().BeTrue();
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Secret_is_readable_by_its_owner_only_and_leaves_nothing()
    {
        using TestRoot root = new();
        SecretFileMount secret = new("/run/secrets/token", Encoding.UTF8.GetBytes("s3cret"));

        string output = root.Output("cat /run/secrets/token; stat -c ' %a %u' /run/secrets/token; echo x 2>/dev/null > /run/secrets/token || echo refused", spec => spec with { Mounts = [secret] });

        output.Should().Be("s3cret 400 0\nrefused\n");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void File_in_memory_with_an_executable_bit_can_be_run()
    {
        using TestRoot root = new();
        SecretFileMount script = new("/dev/pipes/script", Encoding.UTF8.GetBytes("#!/bin/sh\necho ran\n"), 0x1ED);

        string output = root.Output("", spec => spec with { Arguments = ["/dev/pipes/script"], Mounts = [script], User = new Identity(7, 7, []) });

        output.Should().Be("ran\n");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Tmpfs_is_empty_and_thrown_away()
    {
        using TestRoot root = new();
        File.WriteAllText(Path.Combine(root.Lower, "tmp/below"), "");

        string output = root.Output("ls -A /tmp; stat -c %a /tmp; touch /tmp/x", spec => spec with { Mounts = [new TmpfsMount("/tmp", SizeInBytes: 1 << 20)] });

        output.Should().Be("1777\n");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Mount_inside_another_mount_is_made_there()
    {
        using TestRoot root = new();
        using DirectoryHandle source = DirectoryHandle.OpenHost(root.Scratch);
        File.WriteAllText(Path.Combine(root.Scratch, "file"), "content");

        string output = root.Output("cat /a/b/c/file; ls -A /a", spec => spec with { Mounts = [new TmpfsMount("/a"), new BindMount("/a/b/c", source.Handle, ReadOnly: true)] });

        output.Should().Be("contentb\n");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void File_can_be_bound_over_a_file()
    {
        using TestRoot root = new();
        File.WriteAllText(Path.Combine(root.Scratch, "file"), "content");
        using DirectoryHandle scratch = DirectoryHandle.OpenHost(root.Scratch);
        using SafeFileHandle file = scratch.OpenPath("file");

        string output = root.Output("cat /etc/new", spec => spec with { Mounts = [new BindMount("/etc/new", file, ReadOnly: true)] });

        output.Should().Be("content");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void What_the_command_makes_beside_a_mount_point_stays()
    {
        using TestRoot root = new(withMountPoints: false);
        using DirectoryHandle source = DirectoryHandle.OpenHost(root.Scratch);

        root.Output("touch /a/mine /etc/mine", spec => spec with { Mounts = [new BindMount("/a/b", source.Handle, ReadOnly: true)] });

        root.Changes.Should().Equal("a", "a/mine", "etc", "etc/mine");
    }

    [SkippableFact]
    public void Read_only_root_refuses_writes_but_has_its_mount_points()
    {
        using TestRoot root = new(withMountPoints: false);

        string output = root.Output("touch /x 2>/dev/null || echo refused; cat /etc/hostname; touch /dev/shm/x", spec => spec with { ReadOnlyRoot = true });

        output.Should().Be("refused\nsharpbuild\n");
        root.Changes.Should().BeEmpty();
    }
}
