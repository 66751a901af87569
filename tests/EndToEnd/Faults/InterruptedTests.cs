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
        MomentsOfBuild moments = new(bench.Duration, points);
        while (moments.Next() is { } delay)
        {
            string store = bench.At("killed");
            using (Process build = bench.Start(store))
            {
                moments.Tell(EndAfter(build, delay, "KILL"));
            }

            bench.WaitUntilGone();

            bench.Rebuild(store).Should().Be(bench.Wanted, moments.ToString());
            bench.LeftBy(store).Should().BeEmpty(moments.ToString());
            FaultBench.Remove(store);
        }

        Leftovers.ControlGroups().Should().BeEmpty();
        log.WriteLine($"kill -9: {moments}, all stores gave {bench.Wanted[..19]}");
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
        MomentsOfBuild moments = new(bench.Duration, points);
        TimeSpan longest = default;
        while (moments.Next() is { } delay)
        {
            string store = bench.At("stopped");
            using Process build = bench.Start(store);
            Task<string> error = build.StandardError.ReadToEndAsync();
            moments.Tell(EndAfter(build, delay, signal, out TimeSpan took));

            // Before the program listens, and after it has finished, the default action of the signal or the result stands.
            build.ExitCode.Should().BeOneOf([exitCode, 0], $"{moments}: {error.Result}");
            bench.LeftBy(store).Should().BeEmpty(moments.ToString());
            longest = took > longest ? took : longest;
            FaultBench.Remove(store);
        }

        Leftovers.ControlGroups().Should().BeEmpty();
        log.WriteLine($"SIG{signal}: {moments}, the longest took {longest.TotalMilliseconds:0} ms to end");
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
