namespace Sharpbuild.Insight.Tests.Advising;

/// <summary>Which steps a build executes, by the rules of the cache.</summary>
public sealed class CacheModelTests
{
    private const string Dockerfile = "FROM a AS tools\nCOPY tools /t\nRUN one\nFROM b\nCOPY src /s\nRUN two\nARG V\nRUN three\nCOPY --from=tools /t /t\n";

    [Fact]
    public void The_first_build_executes_all() => new RecordedSeries(Dockerfile).Cost().Should().Be(new Sharpbuild.Insight.Advising.SeriesCost(12, 6_000_000, 6));

    [Theory]
    [InlineData("src/main.c", 4)]
    [InlineData("tools/x", 3)]
    [InlineData("docs/y", 0)]
    public void A_changed_file_executes_its_COPY_and_what_follows(string path, int executed) =>
        (new RecordedSeries(Dockerfile).Files(path).Cost().Executed - 6).Should().Be(executed);

    [Fact]
    public void An_ignored_file_changes_nothing() => new RecordedSeries(Dockerfile).Files("src/main.c").Cost("src/*.c").Executed.Should().Be(6);

    [Fact]
    public void A_changed_argument_executes_the_commands_below_it() => (new RecordedSeries(Dockerfile).Argument("V").Cost().Executed - 6).Should().Be(2);

    [Fact]
    public void A_linked_copy_is_executed_for_its_files_only_and_then_repeats_what_follows()
    {
        const string Linked = "FROM a\nCOPY --link src /s\nRUN one\n";

        (new RecordedSeries(Linked).Base("stage-0").Cost().Executed - 2).Should().Be(1);
        (new RecordedSeries(Linked).Files("src/main.c").Cost().Executed - 2).Should().Be(2);
    }

    [Fact]
    public void A_stage_that_the_target_does_not_need_costs_nothing() =>
        new RecordedSeries("FROM a AS other\nRUN one\nFROM b\nRUN two\n").Cost().Executed.Should().Be(1);
}
