using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class AttackTests
{
    [SkippableTheory]
    [InlineData("dev")]
    [InlineData("proc")]
    [InlineData("sys")]
    public void Image_with_a_link_in_the_place_of_a_kernel_directory_is_refused(string name)
    {
        using TestRoot root = new();
        string canary = Directory.CreateDirectory(Path.Combine(root.Scratch, "canary")).FullName;
        Directory.Delete(Path.Combine(root.Lower, name));
        File.CreateSymbolicLink(Path.Combine(root.Lower, name), canary);

        Action run = () => TestRoot.Run(root.Shell("true"));

        run.Should().Throw<SandboxException>().WithMessage($"the image has a symbolic link at /{name}, where a directory is needed");
        Directory.EnumerateFileSystemEntries(canary).Should().BeEmpty();
        root.Changes.Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("/proc/self/root/etc")]
    [InlineData("../../../../../../etc")]
    [InlineData("/etc2")]
    public void Link_at_etc_is_resolved_inside_the_root(string link)
    {
        using TestRoot root = new(withMountPoints: false);
        Directory.Delete(Path.Combine(root.Lower, "etc"));
        File.CreateSymbolicLink(Path.Combine(root.Lower, "etc"), link);
        string hostBefore = File.ReadAllText("/etc/hosts");
        (int Code, string Text) outcome;

        try
        {
            (SandboxResult result, string output, _) = TestRoot.Run(root.Shell("cat /etc/hostname"));
            outcome = (result.ExitCode, output);
        }
        catch (Exception error) when (error is LinuxException or SandboxException)
        {
            outcome = (-1, "refused");
        }

        outcome.Should().BeOneOf((0, "sharpbuild\n"), (-1, "refused"));
        File.ReadAllText("/etc/hosts").Should().Be(hostBefore);
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Link_at_a_file_of_etc_does_not_reach_the_host()
    {
        using TestRoot root = new(withMountPoints: false);
        string canary = Path.Combine(root.Scratch, "canary");
        File.WriteAllText(canary, "untouched");
        File.CreateSymbolicLink(Path.Combine(root.Lower, "etc/resolv.conf"), canary);
        File.CreateSymbolicLink(Path.Combine(root.Lower, "etc/hosts"), "../run/systemd/hosts");

        string hosts = root.Output("echo mine > /etc/resolv.conf; cat /etc/hosts");

        hosts.Should().StartWith("127.0.0.1\tlocalhost sharpbuild\n");
        File.ReadAllText(canary).Should().Be("untouched");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Endless_link_is_an_error()
    {
        using TestRoot root = new(withMountPoints: false);
        File.CreateSymbolicLink(Path.Combine(root.Lower, "etc/hosts"), "hosts");

        Action run = () => TestRoot.Run(root.Shell("true"));

        run.Should().Throw<LinuxException>().WithMessage("mount /etc/hosts: Too many levels of symbolic links");
        root.Changes.Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("/proc/self/fd/3")]
    [InlineData("/proc/1/root/proc/self/cwd")]
    [InlineData("/link")]
    public void Working_directory_behind_a_magic_link_is_refused(string path)
    {
        using TestRoot root = new();
        File.CreateSymbolicLink(Path.Combine(root.Lower, "link"), "/proc/self/fd/5");

        Action run = () => TestRoot.Run(root.Shell("pwd") with { WorkingDirectory = path });

        run.Should().Throw<SandboxException>().WithMessage($"working directory \"{path}\": *");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Working_directory_climbs_no_higher_than_the_root()
    {
        using TestRoot root = new();

        string output = root.Output("pwd; ls -a / | grep -c host-only", spec => spec with { WorkingDirectory = "/../../../tmp/../..", Arguments = ["sh", "-c", "pwd; ls / | grep -c proc"] });

        output.Should().Be("/\n1\n");
    }

    [SkippableFact]
    public void Missing_working_directory_is_made_and_kept()
    {
        using TestRoot root = new();

        root.Output("pwd", spec => spec with { WorkingDirectory = "/srv/app" }).Should().Be("/srv/app\n");

        root.Changes.Should().Equal("srv", "srv/app");
    }

    [SkippableTheory]
    [InlineData("/proc")]
    [InlineData("/proc/sys")]
    [InlineData("/sys/fs/cgroup")]
    [InlineData("/link/sys")]
    [InlineData("/")]
    [InlineData("/..")]
    public void Mount_on_the_kernel_or_the_root_is_refused(string target)
    {
        using TestRoot root = new();
        File.CreateSymbolicLink(Path.Combine(root.Lower, "link"), "/proc");

        Action run = () => TestRoot.Run(root.Shell("true") with { Mounts = [new TmpfsMount(target)] });

        run.Should().Throw<Exception>().Where(error => error is SandboxException || error is LinuxException);
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Mount_target_behind_a_link_stays_inside_the_root()
    {
        using TestRoot root = new();
        string canary = Directory.CreateDirectory(Path.Combine(root.Scratch, "canary")).FullName;
        File.CreateSymbolicLink(Path.Combine(root.Lower, "out"), canary);
        using DirectoryHandle source = DirectoryHandle.OpenHost(root.Scratch);

        string seen = root.Output("ls /out/new", spec => spec with { Mounts = [new BindMount("/out/new", source.Handle, ReadOnly: true)] });

        seen.Should().Be("canary\n");
        Directory.EnumerateFileSystemEntries(canary).Should().BeEmpty();
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Descriptors_of_the_builder_do_not_reach_the_command()
    {
        using TestRoot root = new();
        int leak = Interop.Libc.Openat(Interop.Libc.AT_FDCWD, "/etc", Interop.Libc.O_RDONLY, 0);

        string descriptors = root.Output("echo /proc/self/fd/*");

        Interop.Libc.Close(leak);
        descriptors.Should().Be("/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3\n", "the fourth is the directory that the shell reads");
    }

    [SkippableFact]
    public void Host_entry_with_a_line_break_is_refused()
    {
        using TestRoot root = new();

        Action run = () => TestRoot.Run(root.Shell("true") with { ExtraHosts = [new HostEntry("10.0.0.1", "a\n6.6.6.6 b")] });

        run.Should().Throw<SandboxException>();
    }
}
