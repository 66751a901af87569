using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Insight;

/// <summary>The records that builds leave, and <c>sharpbuild history</c>.</summary>
public sealed class HistoryTests
{
    private const string Dockerfile = """
        FROM busybox AS made
        RUN head -c 3000000 /dev/urandom > /f; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 0.3
        FROM busybox
        COPY --from=made /f /copied
        RUN cat /copied > /g; echo done
        """;

    [SkippableFact]
    public void A_record_has_the_plan_and_every_figure_of_every_step()
    {
        using Workbench bench = new();
        Build(bench, "-o", $"type=oci,dest={bench.At("out.tar")}", "--jobs", "1").Succeeded();

        JsonNode record = Record(bench);

        ((int)record["version"]!).Should().Be(1);
        record["stages"]!.AsArray().Select(stage => $"{stage!["name"]} {stage["base"]!["name"]} {stage["needs"]!.ToJsonString()}").Should().Equal("made busybox []", "stage-1 busybox [0]");
        record["steps"]!.AsArray().Select(step => (string)step!["outcome"]!).Should().OnlyContain(outcome => outcome == "miss");
        foreach (JsonNode? step in record["steps"]!.AsArray())
        {
            JsonNode figures = step!["figures"]!;
            ((string)step["key"]!).Should().MatchRegex("^[0-9a-f]{64}$");
            step["parts"]!.AsArray()[0]!["name"]!.GetValue<string>().Should().Be("parent");
            ((string)step["reason"]!).Should().Be("not built before");
            ((long)figures["run"]!).Should().BePositive();
            ((long)figures["diff"]!).Should().BePositive();
            ((long)figures["commit"]!).Should().BePositive();
            ((long)figures["queue"]!).Should().BeGreaterThanOrEqualTo(0);
            ((long)figures["layerSizeInBytes"]!).Should().BeGreaterThan(3_000_000).And.Be((long)step["layer"]!["sizeInBytes"]!);
        }

        JsonNode run = record["steps"]![0]!["figures"]!;
        ((long)run["run"]!).Should().BeGreaterThan(300_000, "it sleeps for 0.3 seconds");
        ((long)run["usage"]!["cpuTime"]!).Should().BePositive();
        JsonNode export = record["exports"]![0]!;
        ((string)export["kind"]!).Should().Be("oci");
        ((long)export["compress"]!).Should().BePositive();
        ((long)export["write"]!).Should().BePositive();
    }

    [SkippableFact]
    public void What_a_command_used_is_recorded()
    {
        Requires.Root();
        using Workbench bench = new();
        Build(bench).Succeeded();

        JsonNode usage = Record(bench)["steps"]![0]!["figures"]!["usage"]!;

        ((long)usage["peakMemoryInBytes"]!).Should().BePositive();
        ((long)usage["bytesRead"]!).Should().BeGreaterThanOrEqualTo(0);
        ((long)usage["bytesWritten"]!).Should().BeGreaterThanOrEqualTo(0);
    }

    [SkippableFact]
    public void A_log_is_complete_and_byte_by_byte_what_the_command_wrote()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i+1)); done; printf '\\033[1m\\r\\377'; head -c 200000 /dev/zero | tr '\\0' x\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), context]).Succeeded();

        string log = Path.Combine(Directory.GetDirectories(bench.At("state", "history", "builds")).Single(), "1.log");
        ProcessRunner.Run("sh", ["-c", $"'{SharpbuildCommand.Binary}' history logs --root '{bench.At("state")}' --step 1 > '{bench.At("printed")}'"]).Succeeded();

        byte[] expected = [
            .. System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(number => $"line {number}\n"))),
            .. "\u001b[1m\r"u8, 0xFF, .. Enumerable.Repeat((byte)'x', 200_000)];
        File.ReadAllBytes(log).Should().Equal(expected);
        File.ReadAllBytes(bench.At("printed")).Should().Equal(expected);
        ((long)Record(bench)["steps"]![0]!["logSizeInBytes"]!).Should().Be(expected.Length);
    }

    [SkippableFact]
    public void The_limit_keeps_the_newest_records_with_their_logs_and_0_keeps_none()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo made\n"));
        string[] build = [.. Workbench.Bases("busybox"), "--no-cache", context];
        for (int number = 0; number < 4; number++)
        {
            bench.Sharpbuild.Build(["--history-limit", "2", .. build]).Succeeded();
        }

        string[] kept = Ids(bench);
        int logs = Directory.GetDirectories(bench.At("state", "history", "builds")).Length;
        bench.Sharpbuild.Build(["--history-limit", "0", .. build]).Succeeded();

        kept.Should().HaveCount(2).And.BeInDescendingOrder(StringComparer.Ordinal);
        logs.Should().Be(2);
        Directory.GetFileSystemEntries(bench.At("state", "history", "builds")).Should().BeEmpty();
    }

    [SkippableFact]
    public void A_failed_build_leaves_a_record_too_and_records_can_be_removed()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo before; exit 7\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), context]).ExitCode.Should().Be(1);

        JsonNode record = Record(bench);
        string table = bench.Sharpbuild.Run("history", "ls").Succeeded().Output;
        string logs = bench.Sharpbuild.Run("history", "logs").Succeeded().Output;
        bench.Sharpbuild.Run("history", "rm", Ids(bench)[0]).Succeeded();

        ((string)record["outcome"]!).Should().Be("failed");
        ((int)record["errorLine"]!).Should().Be(2);
        ((string)record["steps"]![0]!["outcome"]!).Should().Be("failed");
        table.Should().Contain(" failed ");
        logs.Should().StartWith("#1 RUN echo before; exit 7\n#1 ERROR: ").And.EndWith("\nbefore\n");
        Ids(bench).Should().BeEmpty();
    }

    [SkippableFact]
    public void The_last_lines_of_a_build_sum_it_up()
    {
        using Workbench bench = new();
        Build(bench, "-t", "app:1").Succeeded();
        File.WriteAllText(bench.At("context", "Dockerfile"), Dockerfile.Replace("echo done", "echo done; head -c 1000000 /dev/zero > /h", StringComparison.Ordinal));

        string[] lines = bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "app:1", bench.At("context")]).Succeeded().Error.Split('\n');

        lines.Should().ContainMatch("sharpbuild: 2 of 3 steps cached (66 %), which saved *s");
        lines.Should().ContainMatch("sharpbuild: critical path *s, most of it in stage-1 2 (*s)");
        lines.Should().ContainMatch("sharpbuild: image *MB, 1MB more than before; line 5 gives *MB, line 4 3MB");
    }

    private static ProcessResult Build(Workbench bench, params string[] more) =>
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), .. more, bench.Context("context", ("Dockerfile", Dockerfile))]);

    private static JsonNode Record(Workbench bench) => JsonNode.Parse(bench.Sharpbuild.Run("history", "inspect", "--format", "json").Succeeded().Output)!;

    private static string[] Ids(Workbench bench) => bench.Sharpbuild.Run("history", "ls", "-q").Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
