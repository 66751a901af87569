using Sharpbuild.EndToEnd.Modes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Running;

/// <summary>Commands on a terminal, which util-linux' <c>script</c> makes.</summary>
public sealed class TerminalTests
{
    [SkippableFact]
    public void Command_has_a_terminal_of_its_own_sandbox()
    {
        using Workbench bench = new();

        ProcessResult result = OnTerminal(bench, $"stty rows 33 cols 99; {Run(bench)} -it {RunTests.Busybox} sh", "tty; stty size; test -c /dev/console && echo $TERM; ls /dev/pts; exit 9\n");

        result.ExitCode.Should().Be(9);
        result.Output.Should().Contain("/dev/pts/0\r\n33 99\r\nxterm\r\n0     ptmx\r\n");
    }

    [SkippableFact]
    public void Key_for_interrupt_reaches_the_command_not_the_program()
    {
        using Workbench bench = new();
        string shared = bench.Context("shared", ("before", ""));

        ProcessResult result = OnTerminal(bench, $"{Run(bench)} -it -v {shared}:/shared {RunTests.Busybox} sh -c 'trap \"echo interrupted; exit 5\" INT; touch /shared/up; while :; do sleep 0.05; done'", "\u0003", Path.Combine(shared, "up"));

        result.ExitCode.Should().Be(5);
        result.Output.Should().Contain("interrupted\r\n");
    }

    [SkippableFact]
    public void Change_of_the_windows_size_reaches_the_command()
    {
        Requires.Program("tmux");
        using Workbench bench = new();
        using TmuxTerminal terminal = new(90, 20, $"{Run(bench)} -it {RunTests.Busybox} sh -c 'trap \"stty size\" WINCH; stty size; while :; do sleep 0.1; done'");

        terminal.WaitFor("90");
        terminal.Resize(111, 33);

        terminal.WaitFor("33 111").Should().StartWith("20 90\n");
    }

    [SkippableTheory]
    [InlineData("exit 3", "")]
    [InlineData("touch /shared/up; sleep 100", "for i in 1 2 3; do kill -TERM $(cat {0}/pid); sleep 0.2; done")]
    public void Terminal_is_as_before_afterwards(string script, string killer)
    {
        using Workbench bench = new();
        string shared = bench.Context("shared", ("before", ""));
        string kill = killer.Length == 0 ? "" : $"(while [ ! -e {shared}/up ] && [ -e {shared}/before ]; do sleep 0.05; done; {killer.Replace("{0}", shared, StringComparison.Ordinal)}) & ";
        string run = $"sh -c 'echo $$ > {shared}/pid; exec \"$@\"' - {Run(bench)} -it -v {shared}:/shared {RunTests.Busybox} sh -c '{script}'";

        OnTerminal(bench, $"stty -a > {shared}/before; {kill}{run}; stty -a > {shared}/after; cp {shared}/before {shared}/was; rm {shared}/before", "");

        string before = File.ReadAllText(Path.Combine(shared, "was"));
        before.Should().Contain(" icanon");
        File.ReadAllText(Path.Combine(shared, "after")).Should().Be(before);
    }

    [SkippableFact]
    public void Shell_opens_where_a_step_failed()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nENV COLOR=blue\nWORKDIR /work\nRUN --mount=type=tmpfs,target=/memory echo left > file && touch /memory/a && false\n"));
        string bases = string.Join(' ', Workbench.Bases("busybox"));

        ProcessResult result = OnTerminal(
            bench,
            $"{SharpbuildCommand.Binary} build --root {bench.At("state")} --network none {bases} --on-error=shell {context}",
            "echo $COLOR $PWD $(cat file) $(ls /memory) $(grep -c ' /memory ' /proc/mounts) $(tty); exit 3\n");

        result.ExitCode.Should().Be(1);
        result.Output.Should().Contain("exit code 1: a shell where it failed; leave it with exit").And.Contain("\r\nblue /work left 1 /dev/pts/0\r\n").And.Contain("did not complete: exit code 1");
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void Shell_opens_where_a_step_failed_by_chroot()
    {
        using Workbench bench = BuildMode.OpenConfined();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nWORKDIR /work\nRUN --mount=type=cache,target=/cache echo left > file && touch /cache/a && false\n"));
        string bases = string.Join(' ', Workbench.Bases("busybox"));
        string prefix = string.Join(' ', bench.Sharpbuild.Prefix.Select(word => $"'{word}'"));

        ProcessResult result = OnTerminal(
            bench,
            $"{prefix} {SharpbuildCommand.Binary} build --root {bench.At("state")} {bases} --on-error=shell {context}",
            "echo $PWD $(cat file) $(ls /cache) $(test -t 0 && echo terminal); exit 3\n");

        result.ExitCode.Should().Be(1);
        result.Output.Should().Contain("exit code 1: a shell where it failed; leave it with exit").And.Contain("\r\n/work left a terminal\r\n").And.Contain("did not complete: exit code 1");
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void Without_a_terminal_no_shell_is_promised()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN false\n"));

        ProcessResult result = bench.Sharpbuild.Build("--on-error=shell", context);

        (result.ExitCode, result.Error).Should().Be((2, "sharpbuild: --on-error=shell needs a terminal, but standard input or output is none\n   = help: leave it out, or run the build on a terminal\n"));
    }

    private static string Run(Workbench bench) => $"{SharpbuildCommand.Binary} run --root {bench.At("state")} --network none";

    /// <summary>Runs a command on a terminal and types keys: at once, or when a file is there.</summary>
    private static ProcessResult OnTerminal(Workbench bench, string command, string keys, string? whenThere = null)
    {
        Requires.Program("script", "stty");
        string script = bench.At("terminal.sh");
        File.WriteAllText(script, command);
        File.WriteAllText(bench.At("keys"), keys);
        string wait = whenThere is null ? "" : $"while [ ! -e {whenThere} ] && [ ! -e {bench.At("done")} ]; do sleep 0.05; done; ";
        return ProcessRunner.Run("bash", ["-c", $"set -o pipefail; ({wait}cat {bench.At("keys")}) | {{ script -qec 'bash {script}' /dev/null; code=$?; touch {bench.At("done")}; exit $code; }}"]);
    }
}
