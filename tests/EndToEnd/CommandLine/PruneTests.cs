using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>du and prune: filters, limits, and a ceiling that holds after every build.</summary>
public sealed class PruneTests
{
    private const long Mebibyte = 1 << 20;

    [SkippableFact]
    public void A_store_that_is_filled_past_its_ceiling_loses_the_least_recently_used_first()
    {
        using Workbench bench = new();
        string[] names = ["a", "b", "c", "d"];
        foreach (string name in names)
        {
            Fill(bench, name, 8);
        }

        long before = Total(bench);
        Fill(bench, "a", 8);
        long ceiling = before - (10 * Mebibyte);
        Fill(bench, "e", 8, "--max-used-space", $"{ceiling}");

        Total(bench).Should().BeLessThanOrEqualTo(ceiling);
        Misses(bench, "a").Should().Be(0, "it was used again after the others");
        Misses(bench, "e").Should().Be(0, "the last build is the most recent use");
        Misses(bench, "b").Should().BeGreaterThan(0, "it was not used for the longest time");
    }

    [SkippableFact]
    public void The_ceiling_holds_after_every_build()
    {
        using Workbench bench = new();
        for (int round = 0; round < 6; round++)
        {
            Fill(bench, $"r{round}", 6, "--max-used-space", "30MiB");

            Total(bench).Should().BeLessThanOrEqualTo(30 * Mebibyte);
        }
    }

    [SkippableFact]
    public void A_named_image_stays_whatever_the_ceiling_and_that_is_said()
    {
        using Workbench bench = new();

        string error = Fill(bench, "a", 8, "--max-used-space", "1MiB", "-t", "kept:1").Error;

        error.Should().Contain("over --max-used-space 1048576: named images and records of builds are not removed");
        bench.Sharpbuild.Run("inspect", "kept:1").Succeeded();
    }

    [SkippableFact]
    public void Nothing_is_removed_while_a_build_runs()
    {
        using Workbench bench = new();
        Fill(bench, "a", 1);
        string context = bench.Context("slow", ("Dockerfile", "FROM busybox\nRUN --mount=type=bind,source=.,target=/c while [ ! -e /c/go ]; do sleep 0.1; done\n"));
        using System.Diagnostics.Process running = bench.Sharpbuild.Start(["build", "--progress", "plain", .. Workbench.Bases("busybox"), context]);
        while (running.StandardError.ReadLine() is { } line && !line.Contains("MISS", StringComparison.Ordinal))
        {
        }

        ProcessResult pruned = bench.Sharpbuild.Run("prune", "--all");
        running.Kill(entireProcessTree: true);
        running.WaitForExit();

        pruned.ExitCode.Should().Be(1);
        pruned.Error.Should().Contain("a build is running on this store");
    }

    [SkippableFact]
    public void A_ceiling_takes_nothing_from_a_build_that_runs_beside_and_the_last_build_enforces_it()
    {
        using Workbench bench = new();
        string context = bench.Context("slow", ("Dockerfile", "FROM busybox\nRUN head -c 8000000 /dev/urandom > /big\nRUN --mount=type=cache,target=/c while [ ! -e /c/go ]; do sleep 0.1; done\nRUN [ $(wc -c < /big) = 8000000 ]\n"));
        using System.Diagnostics.Process running = bench.Sharpbuild.Start(["build", "--progress", "plain", .. Workbench.Bases("busybox"), context]);
        while (running.StandardError.ReadLine() is { } line && !line.StartsWith("#2 MISS", StringComparison.Ordinal))
        {
        }

        string beside = Fill(bench, "a", 8, "--max-used-space", "1MiB").Error;
        File.WriteAllText(Path.Combine(Directory.GetDirectories(bench.At("state", "mounts")).Single(), "data", "go"), "");
        running.StandardError.ReadToEnd();
        running.WaitForExit();
        Fill(bench, "b", 8, "--max-used-space", "12MiB");

        beside.Should().Contain("another build is running on this store");
        running.ExitCode.Should().Be(0);
        Total(bench).Should().BeLessThanOrEqualTo(12 * Mebibyte);
    }

    [SkippableFact]
    public void Filters_choose_what_goes()
    {
        using Workbench bench = new();
        string context = bench.Context("mount", ("Dockerfile", "FROM busybox\nRUN --mount=type=cache,target=/c echo x > /c/x\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), context]).Succeeded();

        JsonNode mounts = Json(bench, "prune", "--filter", "type=exec.cachemount", "--format", "json");
        JsonNode old = Json(bench, "prune", "--filter", "until=24h", "--format", "json");
        JsonNode kept = Json(bench, "prune", "--reserved-space", "10GiB", "--format", "json");

        mounts["removed"]!.AsArray().Should().ContainSingle().Which!["type"]!.GetValue<string>().Should().Be("exec.cachemount");
        old["removed"]!.AsArray().Should().BeEmpty();
        kept["removed"]!.AsArray().Should().BeEmpty();
        bench.Sharpbuild.Run("prune", "--filter", "type=everything").ExitCode.Should().Be(2);
    }

    [SkippableFact]
    public void Du_lists_every_entry_with_its_last_use()
    {
        using Workbench bench = new();
        Fill(bench, "a", 1);

        JsonNode usage = Json(bench, "du", "--format", "json");
        string table = bench.Sharpbuild.Run("du", "--verbose").Succeeded().Output;

        usage["entries"]!.AsArray().Select(entry => (string)entry!["type"]!).Should().Contain(["regular", "snapshot"]);
        usage["reclaimable"]!.GetValue<long>().Should().BeGreaterThan(Mebibyte).And.BeLessThanOrEqualTo(usage["total"]!.GetValue<long>());
        table.Should().Contain("RECLAIMABLE").And.Contain("total");
    }

    private static ProcessResult Fill(Workbench bench, string name, int mebibytes, params string[] more)
    {
        string context = bench.At(name);
        if (!Directory.Exists(context))
        {
            bench.Context(name, ("Dockerfile", $"FROM busybox\nRUN head -c {mebibytes * Mebibyte} /dev/urandom > /{name}\n"));
        }

        return bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-o", $"type=tar,dest={bench.At("out.tar")}", .. more.Contains("-t") ? ["-o", "type=image"] : Array.Empty<string>(), .. more, context]).Succeeded();
    }

    private static int Misses(Workbench bench, string name) => ProgressLog.Of(Fill(bench, name, 8)).Misses.Count();

    private static long Total(Workbench bench) => Json(bench, "du", "--format", "json")["total"]!.GetValue<long>();

    private static JsonNode Json(Workbench bench, params string[] arguments) => JsonNode.Parse(bench.Sharpbuild.Run(arguments).Succeeded().Output)!;
}
