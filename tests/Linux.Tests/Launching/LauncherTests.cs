using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Tests.Launching;

public sealed unsafe class LauncherTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("exit 0", 0, 0)]
    [InlineData("exit 7", 7, 0)]
    [InlineData("kill -9 $$", 137, 9)]
    [InlineData("kill -15 $$", 143, 15)]
    public void Exit_status_of_the_child_is_told_as_a_shell_tells_it(string script, int code, int signal)
    {
        using LaunchedProcess process = Launcher.Start(Execute("/bin/sh", "sh", "-c", script), 0, null);

        process.WaitForExec(Watchdog);
        ExitStatus status = process.Wait();

        (status.Code, status.Signal).Should().Be((code, signal));
    }

    [Fact]
    public void Failure_before_exec_names_the_call_and_its_target()
    {
        ChildProgram program = new();
        program.Add(SystemCall.Chdir, "/no/such", program.Arena.Copy("/no/such"));

        using LaunchedProcess process = Launcher.Start(program, 0, null);
        Action wait = () => process.WaitForExec(Watchdog);

        wait.Should().Throw<ChildFailedException>().WithMessage("chdir /no/such: No such file or directory").Which.IsExec.Should().BeFalse();
    }

    [Fact]
    public void Tolerated_error_passes_over_the_operations_that_depend_on_the_call()
    {
        ChildProgram program = new();
        program.Add(SystemCall.Openat, "/no/such", Libc.AT_FDCWD, program.Arena.Copy("/no/such"), 0).Tolerate(1, Errno.ENOENT);
        program.Add(SystemCall.Fchdir, "", 999);
        AddExecute(program, "/bin/true", "true");

        using LaunchedProcess process = Launcher.Start(program, 0, null);
        process.WaitForExec(Watchdog);

        process.Wait().Code.Should().Be(0);
    }

    [Fact]
    public void Result_of_one_call_serves_a_later_one()
    {
        ChildProgram program = new();
        program.Add(SystemCall.Openat, "/etc", Libc.AT_FDCWD, program.Arena.Copy("/etc"), Libc.O_PATH);
        Slot directory = program.Store();
        program.Add(SystemCall.Fchdir, "/etc", directory);
        AddExecute(program, "/bin/sh", "sh", "-c", "test \"$(pwd -P)\" = /etc");

        using LaunchedProcess process = Launcher.Start(program, 0, null);
        process.WaitForExec(Watchdog);

        process.Wait().Code.Should().Be(0);
    }

    [Fact]
    public void Launches_survive_garbage_collection_on_other_threads()
    {
        using CancellationTokenSource done = new();
        Thread[] collectors = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => Collect(done.Token)))];
        foreach (Thread collector in collectors)
        {
            collector.Start();
        }

        int[] codes = [.. Enumerable.Range(0, 1_500).Select(_ => LaunchTrue())];
        done.Cancel();
        foreach (Thread collector in collectors)
        {
            collector.Join();
        }

        codes.Should().OnlyContain(code => code == 0).And.HaveCount(1_500);
    }

    private static int LaunchTrue()
    {
        const ulong Namespaces = Libc.CLONE_NEWUSER | Libc.CLONE_NEWNS | Libc.CLONE_NEWPID | Libc.CLONE_NEWUTS | Libc.CLONE_NEWIPC;
        using LaunchedProcess process = Launcher.Start(Execute("/bin/true", "true"), Namespaces, null);
        process.WaitForExec(Watchdog);
        return process.Wait().Code;
    }

    private static void Collect(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            GC.KeepAlive(Enumerable.Range(0, 1_000).Select(size => new byte[size]).ToArray());
            GC.Collect();
        }
    }

    private static ChildProgram Execute(string file, params string[] arguments)
    {
        ChildProgram program = new();
        AddExecute(program, file, arguments);
        return program;
    }

    private static void AddExecute(ChildProgram program, string file, params string[] arguments)
    {
        program.Add(SystemCall.ResetSignals, "");
        program.Add(SystemCall.Sigprocmask, "", 2, program.Arena.Take(8), 0, 8);
        program.Add(SystemCall.Execve, file, program.Arena.Copy(file), program.Arena.CopyAll(arguments), program.Arena.CopyAll([]));
    }
}
