using System.Text;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.DockerfileParser.Tests;

public sealed class ParserScaleTests
{
    [Fact]
    public void Hundred_thousand_lines_are_parsed()
    {
        StringBuilder text = new("FROM scratch\n");
        for (int line = 0; line < 50_000; line++)
        {
            text.Append("ENV A=1 B=\"x y\"\nCOPY --chown=1:1 a b /c/\n");
        }

        Parsed.File(text.ToString()).Dockerfile.Stages[0].Instructions.Should().HaveCount(100_000);
    }

    [Fact]
    public void More_instructions_than_anybody_writes_are_an_error_at_the_first_too_many()
    {
        ParseResult result = Parsed.File("FROM scratch\n" + string.Concat(Enumerable.Repeat("USER a\n", 120_000)));

        Diagnostic diagnostic = result.Diagnostics.Should().ContainSingle().Subject;
        diagnostic.Should().Be(new Diagnostic("DF0009", Severity.Error, "the file has more than 120,000 instructions", new SourceSpan(13 + (7 * 119_999), 1), "divide it"));
    }

    [Fact]
    public void Thousand_stages_are_parsed_and_checked()
    {
        string text = "FROM scratch AS s0\n" + string.Concat(Enumerable.Range(1, 999).Select(stage => $"FROM s{stage - 1} AS s{stage}\nARG A{stage}\nCOPY --from=s0 $A{stage} /\n"));

        Dockerfile dockerfile = Parsed.File(text).Dockerfile;

        dockerfile.Stages.Should().HaveCount(1000);
        DockerfileChecker.Check(dockerfile, new CheckOptions()).Warnings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("RUN echo ", "x")]
    [InlineData("RUN ", "a \\\n")]
    [InlineData("ENV A=", "x")]
    [InlineData("ENV ", "A=1 ")]
    [InlineData("COPY ", "a ")]
    [InlineData("CMD ", "[")]
    [InlineData("CMD [\"a\",", "[{\"a\":")]
    [InlineData("COPY --chown=", "x")]
    [InlineData("RUN --mount=", "type=cache,")]
    [InlineData("ONBUILD ", "ONBUILD ")]
    [InlineData("RUN <<A ", "<<A ")]
    [InlineData("LABEL a=\"", "\\\"")]
    [InlineData("RUN <<EOF\n", "line\n")]
    public void Line_of_a_megabyte_is_parsed(string start, string repeated)
    {
        string text = "FROM scratch\n" + start + string.Concat(Enumerable.Repeat(repeated, (1 << 20) / repeated.Length)) + "\n";

        Parsed.File(text).Dockerfile.Source.Text.Should().HaveLength(text.Length);
    }
}
