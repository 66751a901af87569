using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Outlines;

namespace Sharpbuild.DockerfileParser.Tests.Outlines;

public sealed class DockerfileOutlineTests
{
    [Fact]
    public void Global_arguments_count_where_FROM_or_another_default_uses_them() =>
        Names(Of("ARG a=1\nARG b=${a}2\nARG c=3\nFROM image:$b\n").Arguments).Should().Equal("a=1", "b=12");

    [Fact]
    public void A_build_argument_takes_the_place_of_a_default_and_of_what_it_used() =>
        Names(Of("ARG a=1\nARG b=${a}2\nFROM image:$b\n", arguments: ("b", "9")).Arguments).Should().Equal("b=9");

    [Fact]
    public void A_redeclared_argument_is_shown_where_it_is_declared_first()
    {
        OutlineEntry entry = Of("# a is global\nARG a=1\nFROM scratch\nARG a\n").Arguments.Should().ContainSingle().Which;

        entry.Should().Be(new OutlineEntry("a", "is global", "1", Required: false, new(2, 2)));
    }

    [Fact]
    public void Automatic_arguments_are_not_listed() => Of("FROM scratch\nARG TARGETARCH\n").Arguments.Should().BeEmpty();

    [Fact]
    public void Stages_that_the_target_does_not_need_are_left_out() =>
        Names(Of("FROM scratch AS a\nARG x=1\nFROM scratch AS b\nARG y=2\nFROM scratch AS c\nARG z=3\nCOPY --from=a / /\n").Arguments).Should().Equal("x=1", "z=3");

    [Fact]
    public void The_stage_below_the_target_counts() =>
        Names(Of("FROM scratch AS a\nARG x=1\nFROM a AS b\nARG x=2\nFROM b\n", target: "1").Arguments).Should().Equal("x=2");

    [Fact]
    public void Secrets_and_agents_have_the_ids_that_a_build_asks_for()
    {
        DockerfileOutline outline = Of(
            """
            FROM image
            ARG n=1
            RUN --mount=type=secret,target=/etc/pass,required=true --mount=type=ssh true
            RUN --mount=type=secret,id=second$n --mount=type=ssh,id=key,required true
            RUN --mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=second1,required true
            """);

        outline.Secrets.Select(secret => (secret.Name, secret.Required, secret.Lines.Start))
            .Should().Equal(("pass", true, 3), ("second1", false, 4), ("token", false, 5));
        outline.Agents.Select(agent => (agent.Name, agent.Required, agent.Lines.Start)).Should().Equal(("default", false, 3), ("key", true, 4));
    }

    [Fact]
    public void The_comment_above_a_stage_that_begins_with_its_name_describes_it()
    {
        DockerfileOutline outline = Of("# something else\n# app is the program\nFROM scratch AS App\n");

        (outline.Name, outline.Description).Should().Be(("app", "is the program"));
    }

    private static IEnumerable<string> Names(IEnumerable<OutlineEntry> entries) => entries.Select(entry => $"{entry.Name}={entry.Value}");

    private static DockerfileOutline Of(string text, string? target = null, params (string Name, string Value)[] arguments) => DockerfileOutline.Of(
        Parsed.File(text).Dockerfile,
        new CheckOptions { Target = target, BuildArguments = arguments.ToImmutableDictionary(argument => argument.Name, argument => argument.Value) });
}
