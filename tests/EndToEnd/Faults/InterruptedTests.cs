using System.Diagnostics;
using Sharpbuild.EndToEnd.Interruption;
using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Builds that are killed or told to stop at points spread over their whole duration.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "Faults")]
public sealed class InterruptedTests(ITestOutputHelper log)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    [SkippableFact]
    public void A_kill_at_any_point_leaves_a_store_that_gives_the_same_digest()
    {
        Requires.Root();
        using FaultBench bench = new();
        int points = FaultBench.IsCampaign ? 200 : 6;
        int killed = 0;
        for (int point = 0; point < points; point++)
        {
            string store = bench.At("killed");
            using (Process build = bench.Start(store))
            {
                killed += EndAfter(build, bench.Duration * (point + 0.5) / points, "KILL") ? 1 : 0;
            }

            bench.WaitUntilGone();

            bench.Rebuild(store).Should().Be(bench.Wanted, $"point {point} of {points}");
            bench.LeftBy(store).Should().BeEmpty($"point {point} of {points}");
            FaultBench.Remove(store);
        }

        Leftovers.ControlGroups().Should().BeEmpty();
        log.WriteLine($"kill -9: {points} points, {killed} before the build had ended, all stores gave {bench.Wanted[..19]}");
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_signal_at_any_point_ends_the_build_in_good_order(string signal, int exitCode)
    {
        Requires.Root();
        using FaultBench bench = new();
        int points = FaultBench.IsCampaign ? 60 : 3;
        int stopped = 0;
        TimeSpan longest = default;
        for (int point = 0; point < points; point++)
        {
            string store = bench.At("stopped");
            using Process build = bench.Start(store);
            Task<string> error = build.StandardError.ReadToEndAsync();
            bool isStopped = EndAfter(build, bench.Duration * (point + 0.5) / points, signal, out TimeSpan took);

            // Before the program listens, and after it has finished, the default action of the signal or the result stands.
            build.ExitCode.Should().BeOneOf([exitCode, 0], $"point {point} of {points}: {error.Result}");
            bench.LeftBy(store).Should().BeEmpty($"point {point} of {points}");
            stopped += isStopped ? 1 : 0;
            longest = took > longest ? took : longest;
            FaultBench.Remove(store);
        }

        Leftovers.ControlGroups().Should().BeEmpty();
        log.WriteLine($"SIG{signal}: {points} points, {stopped} before the build had ended, the longest took {longest.TotalMilliseconds:0} ms to end");
    }

    private static bool EndAfter(Process build, TimeSpan delay, string signal) => EndAfter(build, delay, signal, out _);

    private static bool EndAfter(Process build, TimeSpan delay, string signal, out TimeSpan took)
    {
        took = default;
        if (build.WaitForExit(delay))
        {
            return false;
        }

        Stopwatch clock = Stopwatch.StartNew();
        FaultBench.Signal(build, signal);
        build.WaitForExit(EndsWithin).Should().BeTrue($"SIG{signal} must end the build within {EndsWithin.TotalSeconds} seconds");
        took = clock.Elapsed;
        return true;
    }
}
