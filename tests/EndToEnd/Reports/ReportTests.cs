using System.Text.Json.Nodes;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Reports;

/// <summary><c>sharpbuild report</c> of real builds.</summary>
public sealed class ReportTests
{
    private const string Dockerfile = """
        FROM busybox AS made
        RUN echo "</script><b>bold</b>" && mkdir /data && echo one > /data/kept && echo two > /data/gone
        FROM busybox
        COPY --from=made /data /data
        RUN rm /data/gone && echo more >> /data/kept && echo new > /data/new
        """;

    [SkippableFact]
    public void The_page_works_in_a_browser_on_a_desk_and_on_a_phone()
    {
        using Workbench bench = new();
        Build(bench).Succeeded();
        bench.Sharpbuild.Run("report", "-o", bench.At("report.html")).Succeeded();

        ProcessResult look = Playwright.Run(Path.Combine(Repository.Root, "tests", "EndToEnd", "Reports", "page.mjs"), bench.At("report.html"), bench.At(), "data/gone");

        JsonNode seen = JsonNode.Parse(look.Succeeded().Output)!;
        foreach (string screen in (string[])["desktop", "phone"])
        {
            JsonNode page = seen[screen]!;
            page["errors"]!.AsArray().Should().BeEmpty();
            page["requests"]!.AsArray().Should().BeEmpty();
            ((int)page["overflow"]!).Should().Be(0);
            ((bool)page["isDark"]!).Should().Be(screen == "phone");
            ((string)page["title"]!).Should().Be("sharpbuild: docker.io/library/app:1");
            ((int)page["bars"]!).Should().Be(3);
            ((int)page["steps"]!).Should().Be(3);
            ((string)page["openedStep"]!).Should().Contain("RUN rm /data/gone").And.Contain("Peak memory");
            ((bool)page["closedAgain"]!).Should().BeTrue();
            ((int)page["filteredSteps"]!).Should().Be(0);
            ((string)page["found"]!).Should().Be("2 found");
            ((string)page["firstFound"]!).Should().StartWith("/data/gone wasted 4 B in layer 2: COPY");
            ((string)page["lastLayer"]!).Should().Contain("1 added (4 B)").And.Contain("1 changed (9 B)").And.Contain("1 removed");
        }

        new FileInfo(bench.At("desktop-top.png")).Length.Should().BeGreaterThan(1000);
    }

    /// <summary>Quick because little is made before it is asked for: the page has a few elements for each step, and none for files that nobody looks at.</summary>
    [SkippableFact]
    public void A_report_of_200_steps_and_50_000_files_holds_in_the_page_what_is_looked_at()
    {
        using Workbench bench = new();
        string context = bench.Context("context");
        for (int number = 0; number < 50_000; number++)
        {
            string directory = Path.Combine(context, $"d{number / 500}");
            if (number % 500 == 0)
            {
                Directory.CreateDirectory(directory);
            }

            File.WriteAllText(Path.Combine(directory, $"file{number}"), "");
        }

        File.WriteAllText(Path.Combine(context, "Dockerfile"), $"FROM scratch\nCOPY d* /data/\n{string.Concat(Enumerable.Range(0, 199).Select(number => $"COPY d0/file{number} /one{number}\n"))}");
        bench.Sharpbuild.Build("-t", "app:1", context).Succeeded();
        bench.Sharpbuild.Run("report", "-o", bench.At("report.html")).Succeeded();

        JsonNode seen = JsonNode.Parse(Playwright.Run(Path.Combine(Repository.Root, "tests", "EndToEnd", "Reports", "page.mjs"), bench.At("report.html"), bench.At(), "file4999").Succeeded().Output)!;

        foreach (string screen in (string[])["desktop", "phone"])
        {
            ((int)seen[screen]!["steps"]!).Should().Be(200);
            ((string)seen[screen]!["found"]!).Should().Be("11 found");
            ((int)seen[screen]!["elements"]!).Should().BeLessThan(6000);
            ((int)seen[screen]!["overflow"]!).Should().Be(0);
            seen[screen]!["errors"]!.AsArray().Should().BeEmpty();
        }
    }

    [SkippableFact]
    public void Markdown_tells_steps_and_reasons()
    {
        using Workbench bench = new();
        Build(bench).Succeeded();

        string text = bench.Sharpbuild.Run("report", "--format", "markdown").Succeeded().Output;

        text.Should().StartWith("## docker.io/library/app:1: succeeded in ").And.Contain("- 0 of 3 steps cached (0 %)\n").And.Contain("| not built before |\n");
        text.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)).Should().Be(3);
    }

    [SkippableFact]
    public void Traces_hold_every_step()
    {
        using Workbench bench = new();
        Build(bench).Succeeded();

        JsonNode chrome = JsonNode.Parse(bench.Sharpbuild.Run("report", "--format", "trace").Succeeded().Output)!;
        JsonNode spans = JsonNode.Parse(bench.Sharpbuild.Run("report", "--format", "otlp").Succeeded().Output)!;

        chrome["traceEvents"]!.AsArray().Count(item => (string)item!["ph"]! == "X" && (string)item["cat"]! != "export").Should().Be(3);
        JsonArray all = spans["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]!.AsArray();
        all.Select(span => (string)span!["spanId"]!).Should().OnlyHaveUniqueItems();
        all.Count(span => (string?)span!["parentSpanId"] == (string)all[0]!["spanId"]!).Should().Be(all.Count - 1).And.BeGreaterThan(2);
        ((string)all[0]!["traceId"]!).Should().MatchRegex("^[0-9a-f]{32}$");
    }

    [SkippableFact]
    public void An_unknown_build_is_refused_and_nothing_is_written()
    {
        using Workbench bench = new();
        Build(bench).Succeeded();

        ProcessResult result = bench.Sharpbuild.Run("report", "-o", bench.At("report.html"), "nothing");

        result.ExitCode.Should().Be(1);
        result.Error.Should().StartWith("sharpbuild: there is no build \"nothing\"\n");
        File.Exists(bench.At("report.html")).Should().BeFalse();
    }

    private static ProcessResult Build(Workbench bench) =>
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "app:1", bench.Context("context", ("Dockerfile", Dockerfile))]);
}
