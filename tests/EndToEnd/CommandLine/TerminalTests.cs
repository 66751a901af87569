using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>What a build shows on a terminal, seen through tmux.</summary>
public sealed class TerminalTests
{
    private const string Dockerfile = """
        FROM busybox AS slow
        RUN echo waiting; sleep 2
        FROM busybox
        COPY file /file
        COPY --from=slow /bin/sh /shell
        """;

    [SkippableFact]
    public void Running_steps_show_their_output_and_finished_ones_become_one_line()
    {
        using Workbench bench = new();
        using TmuxTerminal terminal = Open(bench, 70, 20, "");

        string running = terminal.WaitFor("| waiting");
        string done = terminal.WaitFor("exit 0");

        running.Should().MatchRegex(@"\d\.\ds \[slow 1/1\] RUN echo waiting; sleep 2\n         \| waiting\n").And.MatchRegex(@"0 of them cached, \d running$");
        done.Should().NotContain("| waiting").And.NotContain("running");
        done.Should().MatchRegex(@"\n +\d+\.\ds in all\n").And.Contain("\n         0 of 3 steps cached (0 %)\n").And.Contain("\n         critical path ").And.Contain("\n         image ");
        done.Should().MatchRegex(@"\n         line 5 added [\d.]+MB, changed 0B, deleted 0B: COPY --from");
        done.Split('\n').Count(line => line.Contains("[slow 1/1] RUN", StringComparison.Ordinal)).Should().Be(1);
    }

    [SkippableFact]
    public void A_resize_leaves_nothing_of_the_frames_before()
    {
        using Workbench bench = new();
        using TmuxTerminal terminal = Open(bench, 100, 30, "");
        terminal.WaitFor("| waiting");

        terminal.Resize(36, 30);
        string done = terminal.WaitFor("exit 0");

        done.Should().NotContain("waiting\n").And.NotContain("running");
        done.Split('\n').Count(line => line.Contains("[slow 1/1]", StringComparison.Ordinal)).Should().Be(1);
    }

    [SkippableFact]
    public void A_second_build_is_cached_and_NO_COLOR_is_kept()
    {
        using Workbench bench = new();
        using (TmuxTerminal first = Open(bench, 70, 20, "NO_COLOR=1"))
        {
            first.WaitFor("exit 0");
            first.Screen(withSequences: true).Should().NotContain("\e[3");
        }

        using TmuxTerminal second = Open(bench, 70, 20, "");
        string done = second.WaitFor("exit 0");

        done.Should().Contain("CACHED [slow 1/1] RUN echo waiting; sleep 2").And.Contain("CACHED [stage-1 1/2] COPY file /file");
        second.Screen(withSequences: true).Should().Contain("\e[36m  CACHED");
    }

    [SkippableFact]
    public void Pipes_get_plain_lines_whatever_the_mode()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo one\n"));

        ProcessResult result = bench.Sharpbuild.Run(["build", "--progress", "tty", .. Workbench.Bases("busybox"), context]);

        result.Succeeded().Error.Should().Contain("#1 [stage-0 1/1] RUN echo one\n").And.NotContain("\e");
    }

    private static TmuxTerminal Open(Workbench bench, int columns, int rows, string environment)
    {
        Requires.Program("tmux");
        string context = bench.Context("context", ("Dockerfile", Dockerfile), ("file", "content"));
        string[] build = [SharpbuildCommand.Binary, "build", "--root", bench.At("state"), .. Workbench.Bases("busybox"), context];
        return new TmuxTerminal(columns, rows, $"{environment} {string.Join(' ', build)}; echo exit $?");
    }
}
