using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.Tests.Caching;

/// <summary>The words for a miss.</summary>
public sealed class MissReasonTests
{
    private static readonly KeyPart Parent = new(MissReason.Parent, "p1");

    [Fact]
    public void A_step_that_was_never_built_says_so() =>
        Describe(null, Parent).Should().Be("not built before");

    [Fact]
    public void A_changed_argument_is_named_with_both_values() =>
        Describe([Parent, new("ARG VERSION", "1")], Parent, new("ARG VERSION", "2")).Should().Be("ARG VERSION changed from \"1\" to \"2\"");

    [Fact]
    public void A_changed_file_is_named() =>
        Describe([Parent, new(MissReason.Files, "f1")], Parent, new(MissReason.Files, "f2")).Should().Be("f1 to f2");

    [Fact]
    public void Only_the_parent_differs_when_an_earlier_step_changed() =>
        Describe([new(MissReason.Parent, "p0"), new("ENV A", "1")], Parent, new("ENV A", "1")).Should().Be("an earlier step changed");

    [Fact]
    public void What_is_added_and_what_is_gone_is_named() =>
        Describe([Parent, new("ENV OLD", "1")], Parent, new("ENV NEW", "1")).Should().Be("ENV NEW added, ENV OLD removed");

    [Fact]
    public void An_equal_key_means_that_the_record_is_gone() =>
        Describe([Parent], Parent).Should().Be("the record is gone from the cache");

    [Fact]
    public void Words_of_a_command_are_shown_with_blanks() =>
        Describe([new("command", "sh\0-c\0a")], new KeyPart("command", "sh\0-c\0b")).Should().Be("command changed from \"sh -c a\" to \"sh -c b\"");

    private static string Describe(KeyPart[]? before, params KeyPart[] now) => MissReason.Describe(
        [.. now],
        before is null ? null : new PlannedStep("stage", 1, "RUN x", [.. before]),
        (old, current) => $"{old} to {current}");
}
