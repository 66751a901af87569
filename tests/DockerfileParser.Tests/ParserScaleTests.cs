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
        ParseResult result = Parsed.File("FROM scratch\n" + string.Concat(Enumerable.Repeat("USER a\n", 200_000)));

        Diagnostic diagnostic = result.Diagnostics.Should().ContainSingle().Subject;
        diagnostic.Code.Should().Be("DF0009");
        diagnostic.Span.Start.Should().BeInRange(13 + (7 * 150_000), 13 + (7 * 170_000));
    }

    [Theory]
    [InlineData("ENV", "a=b ")]
    [InlineData("EXPOSE", "1 ")]
    [InlineData("COPY", "a ")]
    [InlineData("CMD [\"\"", ",\"\"")]
    [InlineData("ONBUILD COPY", "a ")]
    [InlineData("COPY", "--a ")]
    [InlineData("RUN", "<<a ")]
    public void More_words_than_anybody_writes_are_an_error(string start, string word)
    {
        ParseResult result = Parsed.File($"FROM scratch\n{start} {string.Concat(Enumerable.Repeat(word, 2_000_000))}\n");

        result.Diagnostics.Should().ContainSingle().Which.Code.Should().Be("DF0009");
    }

    [Fact]
    public void Long_text_of_a_shell_is_one_word()
    {
        Parsed.File($"FROM scratch\nRUN {string.Concat(Enumerable.Repeat("a ", 5_000_000))}\n").Diagnostics.Should().BeEmpty();
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
