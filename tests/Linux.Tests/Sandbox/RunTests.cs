using System.Collections.Immutable;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class RunTests
{
    [SkippableFact]
    public void Output_of_both_streams_and_the_exit_code_come_back()
    {
        using TestRoot root = new();

        (SandboxResult result, string output, string error) = TestRoot.Run(root.Shell("echo out; echo err >&2; exit 3"));

        (result.ExitCode, output, error).Should().Be((3, "out\n", "err\n"));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Command_that_changes_nothing_leaves_the_upper_directory_empty(bool withMountPoints)
    {
        using TestRoot root = new(withMountPoints);
        DateTime before = Directory.GetLastWriteTimeUtc(root.Upper);

        root.Output("true");

        root.Changes.Should().BeEmpty();
        Directory.GetLastWriteTimeUtc(root.Upper).Should().Be(before);
    }

    [SkippableFact]
    public void Missing_command_is_reported_as_container_runtimes_do()
    {
        using TestRoot root = new();

        Action run = () => TestRoot.Run(root.Spec("foo"));

        run.Should().Throw<SandboxException>().WithMessage("exec: \"foo\": executable file not found in $PATH").Which.ExitCode.Should().Be(127);
    }

    [SkippableFact]
    public void Only_the_mounts_of_the_sandbox_are_left_in_its_mount_namespace()
    {
        using TestRoot root = new();

        string[] targets = root.Output("cat /proc/self/mountinfo").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[4]).ToArray();

        targets.Where(target => !target.StartsWith("/proc/", StringComparison.Ordinal) && !target.StartsWith("/sys/", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "/", "/proc", "/sys", "/dev", "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/pts", "/dev/shm", "/dev/mqueue",
            "/etc/resolv.conf", "/etc/hosts", "/etc/hostname");
    }
}
