using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Lexing;

public sealed class HeredocTests
{
    [Fact]
    public void A8_body_is_raw_up_to_the_line_that_equals_the_name()
    {
        RunInstruction run = Parsed.Instruction<RunInstruction>("RUN <<EOF\n# no comment\n  a \\\n\n EOF\nEOF\n");

        run.Command.Should().BeEquivalentTo(CommandForm.Shell("<<EOF"));
        run.Heredocs.Should().Equal(new Heredoc("EOF", "# no comment\n  a \\\n\n EOF\n", true, false, 0));
        run.Lines.Should().Be(new LineRange(2, 7));
    }

    [Fact]
    public void A8_several_heredocs_are_read_in_order()
    {
        CopyInstruction copy = Parsed.Instruction<CopyInstruction>("COPY <<A file <<B /dest/\none\nA\ntwo\nB\n");

        copy.Sources.Should().Equal("file");
        copy.Destination.Should().Be("/dest/");
        copy.Heredocs.Should().Equal(new Heredoc("A", "one\n", true, false, 0), new Heredoc("B", "two\n", true, false, 0));
    }

    [Fact]
    public void A8_dash_lets_tabs_stand_before_the_terminator_and_is_kept_in_the_body()
    {
        RunInstruction run = Parsed.Instruction<RunInstruction>("RUN 3<<-EOF\n\ta\n\t\tb\n\tEOF\n");

        run.Heredocs.Should().Equal(new Heredoc("EOF", "\ta\n\t\tb\n", true, true, 3));
        run.Heredocs[0].ContentWithoutTabs.Should().Be("a\nb\n");
    }

    [Theory]
    [InlineData("'EOF'")]
    [InlineData("\"EOF\"")]
    [InlineData("E'O'F")]
    public void A8_any_quote_in_the_name_turns_expansion_off(string name) =>
        Parsed.Instruction<RunInstruction>($"RUN <<{name}\na\nEOF\n").Heredocs.Should().Equal(new Heredoc("EOF", "a\n", false, false, 0));

    [Theory]
    [InlineData("RUN cat <<<EOF")]
    [InlineData("RUN echo '<<EOF'")]
    [InlineData("RUN echo \"a <<EOF\"")]
    [InlineData("RUN [\"cat\", \"<<EOF\"]")]
    [InlineData("RUN echo $((1<<2)) 'open")]
    [InlineData("CMD cat <<EOF")]
    public void A8_what_only_looks_like_a_heredoc_is_none(string text) =>
        Parsed.File("FROM a\n" + text + "\nUSER x\n").Dockerfile.Stages[0].Instructions.Should().HaveCount(2);

    [Fact]
    public void A8_blanks_may_stand_before_the_name()
    {
        Parsed.Instruction<RunInstruction>("RUN cat << EOF\na\nEOF\n").Heredocs.Should().Equal(new Heredoc("EOF", "a\n", true, false, 0));

        CopyInstruction copy = Parsed.Instruction<CopyInstruction>("COPY << EOF /x\na\nEOF\n");
        copy.Sources.Should().BeEmpty();
        copy.Heredocs.Should().Equal(new Heredoc("EOF", "a\n", true, false, 0));
    }

    [Fact]
    public void A8_carriage_return_does_not_hide_the_terminator() =>
        Parsed.Instruction<RunInstruction>("RUN <<EOF\r\na\r\nEOF\r\n").Heredocs.Should().Equal(new Heredoc("EOF", "a\r\n", true, false, 0));

    [Fact]
    public void A8_heredoc_without_end_names_both_lines() =>
        Parsed.Rendered("FROM a\nRUN <<EOF\necho\n").Should().Be(
            "Dockerfile:2:1: error DF0004: heredoc \"EOF\" begins on line 3 and is not ended by line 3\n 2 | RUN <<EOF\n"
            + "   | ^^^^^^^^^\n   = help: add a line that holds \"EOF\" and nothing else");

    [Fact]
    public void A8_heredoc_inside_onbuild_goes_into_the_trigger()
    {
        OnbuildInstruction onbuild = Parsed.Instruction<OnbuildInstruction>("ONBUILD COPY <<EOF /x\nbody\nEOF\n");

        onbuild.Trigger.Should().Be("COPY <<EOF /x\nbody\nEOF");
        onbuild.Child.Should().BeOfType<CopyInstruction>().Which.Heredocs.Should().Equal(new Heredoc("EOF", "body\n", true, false, 0));
        OnbuildTrigger.Parse(onbuild.Trigger).Instruction.Should().BeOfType<CopyInstruction>()
            .Which.Heredocs.Should().Equal(new Heredoc("EOF", "body\n", true, false, 0));
    }
}
