using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Lexing;

public sealed class ExecFormTests
{
    [Theory]
    [InlineData("""["a","b"]""", "a|b")]
    [InlineData("""[ "a b" , "c\"d\\e\/\u0041\n" ]""", "a b|c\"d\\e/A\n")]
    [InlineData("""["\ud83d\ude00\ud800x"]""", "\U0001F600\uFFFDx")]
    [InlineData("[]", "")]
    public void A2_2_array_of_strings_is_the_exec_form(string text, string words)
    {
        CommandForm command = Parsed.Instruction<CmdInstruction>("CMD " + text).Command;

        command.IsExec.Should().BeTrue();
        string.Join('|', command.Words).Should().Be(words);
    }

    [Theory]
    [InlineData("['a','b']")]
    [InlineData("""["a",]""")]
    [InlineData("""["a" "b"]""")]
    [InlineData("""["a"] b""")]
    [InlineData("""["a""")]
    [InlineData("""["\x"]""")]
    [InlineData("""[{"a":}]""")]
    [InlineData("[01]")]
    public void A2_2_text_that_is_not_json_is_the_shell_form(string text) =>
        Parsed.Instruction<CmdInstruction>("CMD " + text).Command.Should().BeEquivalentTo(CommandForm.Shell(text));

    [Theory]
    [InlineData("""["a", 1]""", "1")]
    [InlineData("""["a", {"b": [1.5e3, true, {}], "c": null}, "d"]""", """{"b": [1.5e3, true, {}], "c": null}""")]
    [InlineData("[null]", "null")]
    public void A2_2_array_with_another_value_is_an_error_at_that_value(string text, string wrong)
    {
        ParseResult result = Parsed.File("FROM a\nCMD " + text);

        Diagnostic error = result.Diagnostics.Should().ContainSingle().Subject;
        error.Code.Should().Be(DiagnosticCodes.JsonElementNotString);
        result.Dockerfile.Source.Text[error.Span.Start..].Should().StartWith(wrong);
    }

    [Fact]
    public void A2_3_copy_and_volume_take_the_json_form_for_names_with_blanks()
    {
        CopyInstruction copy = Parsed.Instruction<CopyInstruction>("""COPY ["a b", "c d/"]""");
        VolumeInstruction volume = Parsed.Instruction<VolumeInstruction>("""VOLUME ["/a b"]""");

        copy.Sources.Should().Equal("a b");
        copy.Destination.Should().Be("c d/");
        volume.Paths.Should().Equal("/a b");
    }

    [Fact]
    public void A2_3_shell_takes_the_json_form_only() =>
        Parsed.Rendered("FROM a\nSHELL /bin/sh -c\n").Should().Be(
            "Dockerfile:2:7: error DF0111: SHELL takes the JSON form only\n 2 | SHELL /bin/sh -c\n   |       ^^^^^^^^^^\n"
            + "   = help: for example: SHELL [\"/bin/bash\", \"-c\"]");

    [Fact]
    public void A2_4_shell_form_is_verbatim() =>
        Parsed.Instruction<RunInstruction>("RUN  echo   \"a  b\"  \\\n   $x\n").Command.Text.Should().Be("echo   \"a  b\"     $x");
}
