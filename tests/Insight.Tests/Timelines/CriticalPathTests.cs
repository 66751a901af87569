using System.Collections.Immutable;

using Sharpbuild.Builder.History;
using Sharpbuild.Insight.Timelines;

namespace Sharpbuild.Insight.Tests.Timelines;

public sealed class CriticalPathTests
{
    [Fact]
    public void Steps_of_a_stage_wait_for_each_other() => Check([Step(1, 0, 2), Step(2, 0, 3)], [1, 2], 5);

    [Fact]
    public void Of_stages_side_by_side_the_slower_one_counts() => Check([Step(1, 0, 2), Step(2, 1, 7), Step(3, 2, 1) with { Needs = [0, 1] }], [2, 3], 8);

    [Fact]
    public void A_step_waits_for_its_own_stage_too() => Check([Step(1, 0, 2), Step(2, 2, 9), Step(3, 2, 1) with { Needs = [0] }], [2, 3], 10);

    [Fact]
    public void A_stage_that_starts_from_another_waits_for_it() => Check([Step(1, 0, 4), Step(2, 3, 1)], [1, 2], 5);

    [Fact]
    public void A_build_without_steps_has_none() => Check([], [], 0);

    private static void Check(ImmutableArray<RecordedStep> steps, int[] path, double seconds)
    {
        BuildRecord build = SampleRecord.Whole() with { Steps = steps, Stages = [Stage(0, "image"), Stage(1, "image"), Stage(2, "image", 0, 1), Stage(3, RecordedBase.Stage, 0)] };

        CriticalPath found = CriticalPath.Of(build);

        found.Steps.Should().Equal(path);
        found.Length.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    private static RecordedStage Stage(int index, string kind, params int[] needs) =>
        new(index, $"s{index}", 1, "linux/amd64", new RecordedBase(kind, "", null, null), [.. needs], 1);

    private static RecordedStep Step(int number, int stage, double seconds)
    {
        RecordedStep step = SampleRecord.Step(number, stage, "RUN make");
        return step with { Completed = step.Started.AddSeconds(seconds) };
    }
}
