using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class LeftoverTests
{
    [SkippableTheory]
    [InlineData("true", 0, UserNamespaceMode.Host)]
    [InlineData("sleep 100 & mkdir /left; exit 9", 9, UserNamespaceMode.Host)]
    [InlineData("kill -9 $$; nothing", 127, UserNamespaceMode.Host)]
    [InlineData("true", 0, UserNamespaceMode.Auto)]
    [InlineData("sleep 100 & mknod /left c 1 3; exit 9", 9, UserNamespaceMode.Auto)]
    public void Nothing_is_left_on_the_host_after_a_command(string script, int exitCode, UserNamespaceMode users)
    {
        using TestRoot root = new(users: users);
        _ = TestRoot.Run(root.Shell("true"));
        HostState before = HostState.Read();

        SandboxResult result = TestRoot.Run(root.Shell(script)).Result;

        result.ExitCode.Should().Be(exitCode);
        HostState.Read().Should().BeEquivalentTo(before);
    }

    [SkippableFact]
    public void Nothing_is_left_on_the_host_when_the_command_does_not_start()
    {
        using TestRoot root = new();
        _ = TestRoot.Run(root.Shell("true"));
        HostState before = HostState.Read();

        foreach (SandboxSpec spec in (SandboxSpec[])[root.Spec("missing"), root.Shell("true") with { WorkingDirectory = "/bin/sh" }, root.Shell("true") with { Mounts = [new TmpfsMount("/proc/x")] }])
        {
            Action run = () => TestRoot.Run(spec);
            run.Should().Throw<Exception>();
        }

        HostState.Read().Should().BeEquivalentTo(before);
    }

    [SkippableFact]
    public void Cancelled_command_is_killed_with_all_its_children()
    {
        using TestRoot root = new();
        _ = TestRoot.Run(root.Shell("true"));
        HostState before = HostState.Read();
        using CancellationTokenSource cancellation = new();
        SandboxSpec spec = root.Shell("trap '' TERM INT; sleep 1000 & echo started; sleep 1000") with { Output = (_, _) => cancellation.Cancel() };

        Action run = () => TestRoot.Run(spec, cancellation.Token);

        run.Should().Throw<OperationCanceledException>();
        HostState.Read().Should().BeEquivalentTo(before);
    }

    [SkippableFact]
    public void Exception_from_the_output_kills_the_command()
    {
        using TestRoot root = new();
        _ = TestRoot.Run(root.Shell("true"));
        HostState before = HostState.Read();
        SandboxSpec spec = root.Shell("echo x; sleep 1000") with { Output = (_, _) => throw new InvalidDataException("full") };

        Action run = () => TestRoot.Run(spec);

        run.Should().Throw<InvalidDataException>().WithMessage("full");
        HostState.Read().Should().BeEquivalentTo(before);
    }

    private sealed record HostState(string[] Mounts, string[] Groups, string[] Children, string[] Descriptors)
    {
        public static HostState Read()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return new HostState(
                File.ReadAllLines("/proc/self/mountinfo"),
                Directory.Exists("/sys/fs/cgroup") ? [.. Directory.EnumerateDirectories("/sys/fs/cgroup", $"sharpbuild-{Environment.ProcessId}-*", SearchOption.AllDirectories)] : [],
                [.. Directory.EnumerateDirectories("/proc/self/task").SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))],
                [.. Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(path => $"{path} {new FileInfo(path).LinkTarget}").Where(entry => !entry.EndsWith(' ') && !entry.EndsWith(".dll", StringComparison.Ordinal) && !entry.EndsWith("/fd", StringComparison.Ordinal))]);
        }
    }
}
