using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>The progress says what came from the cache, and why the rest did not.</summary>
public sealed class CacheMessageTests
{
    private const string Dockerfile = """
        FROM busybox
        ARG FLAVOUR=plain
        WORKDIR /app
        COPY src/ ./
        RUN cat *.txt > all
        RUN echo "$FLAVOUR" > flavour
        """;

    [SkippableFact]
    public void The_second_build_is_all_cached()
    {
        using Workbench bench = new();
        string context = MakeContext(bench);
        ProgressLog first = ProgressLog.Of(bench.BuildTo("first", context).Succeeded());

        ProgressLog second = ProgressLog.Of(bench.BuildTo("second", context).Succeeded());

        first.CachedCount.Should().Be(0);
        second.CachedCount.Should().BeGreaterThanOrEqualTo(4);
        second.Misses.Should().BeEmpty();
        bench.Digest("second").Should().Be(bench.Digest("first"));
    }

    [SkippableFact]
    public void A_touched_file_is_no_change()
    {
        using Workbench bench = new();
        string context = MakeContext(bench);
        bench.BuildTo("first", context).Succeeded();

        File.SetLastWriteTimeUtc(Path.Combine(context, "src", "a.txt"), DateTime.UnixEpoch);

        ProgressLog.Of(bench.BuildTo("second", context).Succeeded()).Misses.Should().BeEmpty();
    }

    [SkippableFact]
    public void A_miss_names_the_changed_file_and_then_the_parent()
    {
        using Workbench bench = new();
        string context = MakeContext(bench);
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "src", "b.txt"), "another");
        ProgressLog log = ProgressLog.Of(bench.BuildTo("second", context).Succeeded());

        log.IsCached("WORKDIR").Should().BeTrue();
        log.Miss("COPY src").Should().Contain("b.txt").And.NotContain("a.txt");
        log.Miss("RUN cat").Should().Be("an earlier step changed");
    }

    [SkippableFact]
    public void A_miss_names_the_changed_argument()
    {
        using Workbench bench = new();
        string context = MakeContext(bench);
        bench.BuildTo("first", context).Succeeded();

        ProgressLog log = ProgressLog.Of(bench.BuildTo("second", context, "--build-arg", "FLAVOUR=sweet").Succeeded());

        log.IsCached("COPY src").Should().BeTrue();
        log.Miss("RUN echo").Should().Contain("FLAVOUR");
    }

    [SkippableFact]
    public void A_miss_names_the_changed_instruction()
    {
        using Workbench bench = new();
        string context = MakeContext(bench);
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "Dockerfile"), Dockerfile.Replace("> all", "> everything", StringComparison.Ordinal));
        ProgressLog log = ProgressLog.Of(bench.BuildTo("second", context).Succeeded());

        log.Miss("RUN cat").Should().Contain("cat *.txt > all").And.Contain("cat *.txt > everything");
    }

    [SkippableFact]
    public void No_cache_runs_every_command_again()
    {
        using Workbench bench = new();
        string context = MakeContext(bench);
        bench.BuildTo("first", context).Succeeded();

        ProgressLog log = ProgressLog.Of(bench.BuildTo("second", context, "--no-cache").Succeeded());

        log.CachedCount.Should().Be(0);
    }

    private static string MakeContext(Workbench bench) =>
        bench.Context("context", ("Dockerfile", Dockerfile), ("src/a.txt", "a\n"), ("src/b.txt", "b\n"));
}
