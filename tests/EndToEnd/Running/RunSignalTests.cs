using System.Diagnostics;
using System.Globalization;

using Sharpbuild.EndToEnd.Interruption;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Running;

/// <summary>Signals to <c>sharpbuild run</c>, and what is left afterwards.</summary>
[Collection(nameof(Alone))]
public sealed class RunSignalTests
{
    [SkippableTheory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("USR1")]
    [InlineData("HUP")]
    public void Signal_is_handed_on_and_nothing_is_left(string signal)
    {
        using Workbench bench = new();
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        using Process run = Start(bench, $"trap 'echo got {signal}; exit 9' {signal}; echo ready; while :; do sleep 0.05; done; : {marker}");

        Send(run, signal);
        run.WaitForExit();

        // The terminal is gone after a hang-up: the container has no time of its own to end.
        run.ExitCode.Should().BeOneOf(signal == "HUP" ? [9, 137] : [9]);
        Left(bench, marker, run).Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("TERM")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public void Signal_reaches_the_container_of_a_user_without_rights(string signal)
    {
        using Workbench bench = UnprivilegedUser.Workbench("nobody");
        using Process run = Start(bench, $"trap 'exit 9' {signal}; echo ready; while :; do sleep 0.05; done");

        Send(run, signal);
        run.WaitForExit();

        run.ExitCode.Should().Be(9);
    }

    [SkippableFact]
    public void Third_request_ends_a_container_that_does_not_listen()
    {
        using Workbench bench = new();
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        using Process run = Start(bench, $"echo ready; sleep 1000; : {marker}");

        for (int i = 0; i < 3; i++)
        {
            Send(run, "TERM");
            run.WaitForExit(TimeSpan.FromMilliseconds(300)).Should().Be(i == 2);
        }

        run.WaitForExit();
        run.ExitCode.Should().Be(137);
        Left(bench, marker, run).Should().BeEmpty();
    }

    [SkippableFact]
    public void Killed_run_takes_its_container_along_and_the_next_one_cleans_up()
    {
        using Workbench bench = new();
        string marker = "mark-" + Guid.NewGuid().ToString("N");
        using Process run = Start(bench, $"echo ready; sleep 1000; : {marker}");

        Send(run, "KILL");
        run.WaitForExit();
        Stopwatch clock = Stopwatch.StartNew();
        while (Leftovers.Processes(marker).Count > 0)
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
        }

        RunTests.Output(bench, RunTests.Busybox, "true");
        Left(bench, marker, run).Should().BeEmpty();
    }

    [SkippableFact]
    public void A_command_that_dies_of_a_signal_gives_128_and_its_number()
    {
        Requires.Program("gcc");
        using Workbench bench = new();
        string context = bench.Context("faults", ("fault.c", "int main(int argc, char **argv) { if (argc > 1) __builtin_trap(); volatile int zero = argv[0][0] == 0; *(volatile int *)(long)zero = 1; return 0; }\n"), ("Dockerfile", "FROM busybox\nCOPY fault /fault\nRUN /fault\n"));
        ProcessRunner.Run("gcc", ["-static", "-w", "-O1", "-o", Path.Combine(context, "fault"), Path.Combine(context, "fault.c")]).Succeeded();

        int segment = bench.Sharpbuild.Run("run", "--network", "none", "-v", $"{context}:/f:ro", RunTests.Busybox, "/f/fault").ExitCode;
        int illegal = bench.Sharpbuild.Run("run", "--network", "none", "-v", $"{context}:/f:ro", RunTests.Busybox, "/f/fault", "trap").ExitCode;
        int child = bench.Sharpbuild.Run("run", "--network", "none", RunTests.Busybox, "sh", "-c", "(exec sh -c 'kill -TERM $$'); exit $?").ExitCode;
        ProcessResult build = bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), context]);

        (segment, illegal, child).Should().Be((128 + 11, 128 + 4, 128 + 15));
        (build.ExitCode, build.Error.Contains("139", StringComparison.Ordinal)).Should().Be((1, true), build.Error);
    }

    /// <summary>What is left; groups of other programs on this machine do not count.</summary>
    private static List<string> Left(Workbench bench, string marker, Process run)
    {
        string own = string.Create(CultureInfo.InvariantCulture, $"/sharpbuild-{run.Id}-");
        return [.. Leftovers.Of(bench, marker).Where(line => !line.StartsWith("control group", StringComparison.Ordinal) || line.Contains(own, StringComparison.Ordinal))];
    }

    private static Process Start(Workbench bench, string script)
    {
        Process run = bench.Sharpbuild.Start("run", "--network", "none", RunTests.Busybox, "sh", "-c", script);
        run.StandardOutput.ReadLine().Should().Be("ready", because: "the container has started");
        return run;
    }

    private static void Send(Process process, string signal) =>
        ProcessRunner.Run("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]).Succeeded();
}
