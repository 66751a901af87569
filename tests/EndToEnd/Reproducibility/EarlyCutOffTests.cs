using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Reproducibility;

/// <summary>A step that runs again with the same outcome takes over the known layer.</summary>
public sealed class EarlyCutOffTests
{
    private const string Dockerfile = """
        FROM busybox AS count
        COPY input /input
        RUN wc -l < /input > /count
        FROM busybox
        COPY --from=count /count /count
        RUN cp /count /copy && date +%N > /stamp
        COPY last /last
        """;

    [SkippableFact]
    public void A_stage_that_gives_the_same_file_leaves_its_users_cached()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", Dockerfile), ("input", "one\ntwo\n"), ("last", "x"));
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "input"), "three\nfour\n");
        ProgressLog log = ProgressLog.Of(bench.BuildTo("second", context).Succeeded());

        log.IsCached("RUN wc").Should().BeFalse();
        log.IsCached("RUN cp").Should().BeTrue();
        log.IsCached("COPY last").Should().BeTrue();
        bench.Digest("second").Should().Be(bench.Digest("first"));
    }

    [SkippableFact]
    public void A_command_with_the_same_outcome_takes_over_the_known_layer()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo same > /file\nRUN date +%N > /stamp\n"));
        bench.BuildTo("first", context).Succeeded();

        File.WriteAllText(Path.Combine(context, "Dockerfile"), "FROM busybox\nRUN echo sa''me > /file\nRUN date +%N > /stamp\n");
        ProgressLog log = ProgressLog.Of(bench.BuildTo("second", context).Succeeded());

        log.IsCached("RUN echo").Should().BeFalse();
        log.IsCached("RUN date").Should().BeTrue();
        OciImage.Open(bench.At("second")).DiffIds.Should().Equal(OciImage.Open(bench.At("first")).DiffIds);
    }
}
