using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Diagnostics;

public sealed class DiagnosticRendererTests
{
    [Fact]
    public void Caret_lines_up_under_a_tab_indented_word()
    {
        SourceText source = new("Dockerfile", "FROM a\n\tSTOPSIGNAL\n");
        Diagnostic missing = new("DF0103", Severity.Error, "STOPSIGNAL needs a signal", new SourceSpan(8, 10));

        string text = DiagnosticRenderer.Render(source, missing);

        text.Should().Be("Dockerfile:2:2: error DF0103: STOPSIGNAL needs a signal\n 2 | \tSTOPSIGNAL\n   | \t^^^^^^^^^^");
    }

    [Fact]
    public void Span_over_several_lines_is_marked_to_the_end_of_its_first()
    {
        SourceText source = new("a/b", "RUN x \\\r\n  y\r\n");
        Diagnostic diagnostic = new("DF0001", Severity.Warning, "m", new SourceSpan(4, 8), "h");

        DiagnosticRenderer.Render(source, diagnostic).Should().Be("a/b:1:5: warning DF0001: m\n 1 | RUN x \\\n   |     ^^^\n   = help: h");
    }

    [Fact]
    public void Of_a_long_line_the_part_around_the_place_is_shown()
    {
        SourceText source = new("Dockerfile", new string('a', 300) + "X" + new string('b', 300));
        Diagnostic diagnostic = new("DF0001", Severity.Error, "m", new SourceSpan(300, 1));

        DiagnosticRenderer.Render(source, diagnostic).Should().Be(
            $"Dockerfile:1:301: error DF0001: m\n 1 | …{new string('a', 60)}X{new string('b', 139)}…\n   | {new string(' ', 61)}^");
    }

    [Fact]
    public void Empty_file_has_a_place_for_a_caret() =>
        Parsed.Rendered("").Should().Be(
            "Dockerfile:1:1: error DF0001: the file holds no instruction\n 1 | \n   | ^\n"
            + "   = help: begin with FROM and a base image, for example: FROM scratch");

    [Theory]
    [InlineData("FORM", "FROM")]
    [InlineData("COYP", "COPY")]
    [InlineData("run", "RUN")]
    [InlineData("HEALTCHECK", "HEALTHCHECK")]
    [InlineData("XYZZY", null)]
    [InlineData("", null)]
    public void Nearest_word_is_one_or_two_edits_away(string word, string? expected) =>
        Suggestions.Nearest(word, ["FROM", "RUN", "COPY", "HEALTHCHECK"]).Should().Be(expected);
}
