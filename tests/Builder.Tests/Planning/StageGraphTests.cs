using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Tests.Planning;

/// <summary>Which stages are built, and what they start from.</summary>
public sealed class StageGraphTests
{
    private const string FourStages = "FROM a AS one\nFROM b AS two\nCOPY --from=one /x /x\nFROM c AS unused\nFROM two\nRUN --mount=type=bind,from=one true\n";

    [Fact]
    public void A5_5_only_stages_that_the_target_needs_are_built() =>
        Plan(FourStages).Needed.Should().Equal(0, 1, 3);

    [Fact]
    public void A_target_is_found_by_name_in_any_case_and_by_number()
    {
        Plan(FourStages, "TWO").Target.Should().Be(1);
        Plan(FourStages, "2").Target.Should().Be(2);
    }

    [Fact]
    public void An_unknown_target_lists_the_stages()
    {
        Action plan = () => Plan(FourStages, "three");

        plan.Should().Throw<BuildException>().WithMessage("target stage \"three\" could not be found").Which.Help.Should().Be("the stages of the file are: one, two, unused, 3");
    }

    [Fact]
    public void A5_4_a_forward_reference_is_an_error_that_names_the_loop()
    {
        Action plan = () => Plan("FROM a AS one\nCOPY --from=two /x /x\nFROM one AS two\n");

        plan.Should().Throw<BuildException>().WithMessage("circular or forward reference: one -> two -> one");
    }

    [Fact]
    public void A4_1_a_global_argument_names_the_base_and_a_build_argument_wins()
    {
        Plan("ARG B=a\nFROM ${B}:1\n").Stages[0].Base.Should().Be(new BaseReference.Image("a:1"));
        Plan("ARG B=a\nFROM ${B}:1\n", null, ("B", "z")).Stages[0].Base.Should().Be(new BaseReference.Image("z:1"));
    }

    [Fact]
    public void An_empty_base_name_is_an_error_at_its_line()
    {
        Action plan = () => Plan("ARG B\nFROM $B\n");

        plan.Should().Throw<BuildException>().WithMessage("the base name \"$B\" is empty").Which.Span.Start.Should().Be(11);
    }

    [Fact]
    public void A5_8_a_named_context_replaces_an_image_however_the_name_is_written()
    {
        BuildOptions options = Options(null) with { NamedContexts = ImmutableSortedDictionary<string, string>.Empty.Add("docker.io/library/a:latest", "oci-layout:///dir") };

        StageGraph.Create(Parse("FROM a\n"), options).Stages[0].Base.Should().Be(new BaseReference.NamedContext("docker.io/library/a:latest", "oci-layout:///dir"));
    }

    private static StageGraph Plan(string text, string? target = null, params (string Name, string Value)[] arguments) =>
        StageGraph.Create(Parse(text), Options(target) with { BuildArguments = arguments.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value) });

    private static Dockerfile Parse(string text) => Dockerfile.Parse(new SourceText("Dockerfile", text)).Dockerfile;

    private static BuildOptions Options(string? target) => new() { StateDirectory = "/nowhere", Context = "/nowhere", Target = target };
}
