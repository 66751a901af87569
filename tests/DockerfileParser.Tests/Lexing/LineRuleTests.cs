using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Lexing;

public sealed class LineRuleTests
{
    [Fact]
    public void A1_1_byte_order_mark_and_carriage_returns_are_dropped() =>
        Parsed.Lines("\uFEFFFROM a\r\nRUN b \\\r\n  c\r\n").Should().Equal("FROM|a", "RUN|b   c");

    [Fact]
    public void A1_1_leading_blanks_go_on_the_first_line_and_stay_on_continuation_lines() =>
        Parsed.Lines("  \tRUN a \\\n    b\n").Should().Equal("RUN|a     b");

    [Fact]
    public void A1_2_escape_followed_by_blanks_continues() =>
        Parsed.Lines("RUN a \\ \t\nb\nRUN c").Should().Equal("RUN|a b", "RUN|c");

    [Fact]
    public void A1_2_escaped_escape_at_the_end_does_not_continue() =>
        Parsed.Lines("RUN a \\\\\nRUN b").Should().Equal(@"RUN|a \\", "RUN|b");

    [Fact]
    public void A1_2_three_escapes_at_the_end_do_not_continue() =>
        Parsed.Lines("RUN a \\\\\\\nRUN b").Should().Equal(@"RUN|a \\\", "RUN|b");

    [Fact]
    public void A1_2_line_of_one_escape_continues() =>
        Parsed.Lines("RUN a \\\n\\\nb\n").Should().Equal("RUN|a b");

    [Fact]
    public void A1_2_continuation_at_the_end_of_the_file_ends_the_instruction() =>
        Parsed.Lines("FROM a\nRUN b \\").Should().Equal("FROM|a", "RUN|b");

    [Fact]
    public void A1_3_comment_between_continuation_lines_is_dropped_and_never_continues() =>
        Parsed.Lines("RUN a \\\n  # note \\\n&& b\n").Should().Equal("RUN|a && b");

    [Fact]
    public void A1_3_number_sign_later_in_a_line_is_data() =>
        Parsed.Lines("RUN a # b\n").Should().Equal("RUN|a # b");

    [Fact]
    public void A1_4_empty_line_inside_a_continuation_is_skipped_and_noted_at_its_last_line()
    {
        DockerfileSyntax syntax = DockerfileSyntax.Parse(new SourceText("Dockerfile", "RUN a \\\n\n  \n  b\n"));

        syntax.Instructions[0].Arguments[0].Text.Should().Be("a   b");
        syntax.EmptyContinuations.Should().Equal(new LineRange(1, 4));
    }

    [Fact]
    public void A1_5_keywords_have_any_case()
    {
        Instruction instruction = Parsed.Instruction<RunInstruction>("rUn a");

        instruction.Keyword.Should().Be("RUN");
        instruction.KeywordAsWritten.Should().Be("rUn");
    }

    [Fact]
    public void A1_6_line_of_one_megabyte_has_no_limit()
    {
        string word = new('x', 1 << 20);

        Parsed.Lines("RUN echo " + word).Should().Equal("RUN|echo " + word);
    }

    [Fact]
    public void Column_of_a_word_after_a_continuation_is_its_column_in_the_source()
    {
        ParseResult result = Parsed.File("FROM a\nCOPY x \\\n  y \\\n\\\n   --late z\nENV A=1 \\\n  B\n");

        Diagnostic error = result.Diagnostics.Should().ContainSingle().Subject;
        result.Dockerfile.Source.GetLinePosition(error.Span.Start).Should().Be(new LinePosition(7, 3));
        error.Span.Length.Should().Be(1);
    }
}
