using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Lexing;

public sealed class DirectiveTests
{
    [Fact]
    public void A1_8_directives_stand_at_the_top_with_any_blanks_and_case()
    {
        Dockerfile dockerfile = Parsed.File("#  Syntax  =  docker/dockerfile:1 \n#escape=`\n# check = skip=all;error=true\nFROM a\n").Dockerfile;

        dockerfile.Directives.Select(directive => (directive.Name, directive.Value)).Should().Equal(
            ("syntax", "docker/dockerfile:1"), ("escape", "`"), ("check", "skip=all;error=true"));
        dockerfile.EscapeCharacter.Should().Be('`');
    }

    [Theory]
    [InlineData("# note\n# escape=`\nFROM a\n")]
    [InlineData("\n# escape=`\nFROM a\n")]
    [InlineData("FROM a\n# escape=`\n")]
    [InlineData("# unknown=1\n# escape=`\nFROM a\n")]
    public void A1_8_first_line_that_is_no_directive_ends_the_search(string text) =>
        Parsed.File(text).Dockerfile.EscapeCharacter.Should().Be('\\');

    [Fact]
    public void A1_8_program_line_is_skipped_in_the_search() =>
        Parsed.File("#!/usr/bin/env sharpbuild\n# escape=`\nFROM a\n").Dockerfile.EscapeCharacter.Should().Be('`');

    [Fact]
    public void A1_8_directive_given_twice_is_an_error() =>
        Parsed.Rendered("# escape=`\n# escape=\\\nFROM a\n").Should().Be(
            "Dockerfile:2:1: error DF0002: directive \"escape\" is given twice\n 2 | # escape=\\\n   | ^^^^^^^^^^\n   = help: keep one of the two lines");

    [Fact]
    public void A1_9_escape_is_a_backslash_or_a_backtick() =>
        Parsed.Rendered("# escape=x\nFROM a\n").Should().Be(
            "Dockerfile:1:1: error DF0003: escape character \"x\" is not allowed\n 1 | # escape=x\n   | ^^^^^^^^^^\n   = help: use a backslash or a backtick");

    [Fact]
    public void A1_9_backtick_continues_lines_and_a_backslash_then_does_not() =>
        Parsed.Lines("# escape=`\nRUN dir `\n  c:\\\nRUN x\n").Should().Equal("RUN|dir   c:\\", "RUN|x");

    [Theory]
    [InlineData("docker/dockerfile:1")]
    [InlineData("docker/dockerfile:1.7-labs")]
    [InlineData("docker.io/docker/dockerfile@sha256:00")]
    [InlineData("docker/dockerfile-upstream:master")]
    public void A1_11_front_end_of_docker_is_built_in(string image) =>
        Parsed.File($"# syntax={image}\nFROM a\n").Diagnostics.Should().BeEmpty();

    [Fact]
    public void A1_11_other_front_ends_are_refused_by_name() =>
        Parsed.Rendered("# syntax=example.com/other:2\nFROM a\n").Should().Be(
            "Dockerfile:1:1: error DF0201: front end \"example.com/other:2\" is not built in\n 1 | # syntax=example.com/other:2\n"
            + "   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n   = help: only docker/dockerfile is; remove the directive to use it");
}
