using CsCheck;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Expansion;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.DockerfileParser.Tests;

public sealed class ParserPropertyTests
{
    private static readonly string[] Pieces =
    [
        "FROM ", "RUN ", "COPY ", "ADD ", "ENV ", "ARG ", "LABEL ", "CMD ", "ONBUILD ", "HEALTHCHECK ", "EXPOSE ", "SHELL ", "VOLUME ",
        "STOPSIGNAL ", "USER ", "WORKDIR ", "MAINTAINER ", "ENTRYPOINT ", "# ", "# escape=`\n", "# check=", "\n", "\r\n", "\\\n", "`\n", " ", "\t",
        "--", "--from=", "--mount=", "type=cache,", "target=", "--chown", "--interval=", "--platform=", "=", "[", "]", "\"", "'", ",", "{", "}",
        "<<", "<<-", "EOF", "$", "${", ":-", "#", "%", "/", "//", "\\", "a", "b=c", "AS ", "scratch", "\u00A0", "\uFEFF", "\uDC80", "\U0001F600", "0", "80/tcp",
        "**", "*", "?", "!",
    ];

    private static readonly Gen<string> Text = Gen.OneOfConst(Pieces).Array[0, 60].Select(pieces => string.Concat(pieces));

    [Fact]
    public void Parser_never_throws_and_every_place_lies_in_the_text() =>
        Text.Sample(text =>
        {
            SourceText source = new("Dockerfile", text);
            ParseResult result = Dockerfile.Parse(source);
            foreach (Diagnostic diagnostic in result.Diagnostics)
            {
                diagnostic.Span.Start.Should().BeInRange(0, text.Length);
                diagnostic.Span.End.Should().BeInRange(diagnostic.Span.Start, text.Length);
                DiagnosticRenderer.Render(source, diagnostic).Should().StartWith("Dockerfile:");
            }
        });

    [Fact]
    public void Checks_never_throw_on_what_the_parser_gives() =>
        Text.Sample(text =>
        {
            CheckResult result = DockerfileChecker.Check(Dockerfile.Parse(new SourceText("Dockerfile", "FROM scratch\n" + text)).Dockerfile, new CheckOptions());
            result.Warnings.Concat(result.Advice).Should().NotContain(warning => warning.Lines.Start < 1);
        });

    [Fact]
    public void Instructions_cover_the_lines_in_order() =>
        Text.Sample(text =>
        {
            int last = 0;
            foreach (InstructionSyntax instruction in DockerfileSyntax.Parse(new SourceText("Dockerfile", text)).Instructions)
            {
                instruction.Lines.Start.Should().BeGreaterThan(last);
                last = instruction.Lines.End;
            }
        });

    [Fact]
    public void Expander_gives_a_value_or_an_error() =>
        Text.Sample(text =>
        {
            ExpansionResult result = VariableExpander.ExpandToWords(text, name => name.Length % 2 == 0 ? null : name, '\\');
            (result.Error is null || result.Words.IsEmpty).Should().BeTrue();
        });

    [Fact]
    public void Word_without_special_characters_expands_to_itself() =>
        Gen.String[Gen.Char.AlphaNumeric, 0, 40].Sample(word =>
            VariableExpander.Expand(word, _ => null, '\\').Value.Should().Be(word));

    [Fact]
    public void Pruned_directory_hides_everything_below() =>
        Gen.Select(
            Gen.OneOfConst("*", "**", "a", "b", "a/*", "**/b", "!a", "!a/b", "!*/c", "!**/c", "a?", "[ab]", "!a/**", "a/**/c").Array[1, 5],
            Gen.OneOfConst("a", "b", "c", "ab").Array[1, 4]).Sample((patterns, path) =>
        {
            IgnorePatterns ignore = IgnorePatterns.Parse(patterns);
            for (int length = 1; length < path.Length; length++)
            {
                bool isPruned = ignore.CanPruneDirectory(string.Join('/', path[..length]));
                (isPruned && !ignore.IsIgnored(string.Join('/', path))).Should().BeFalse();
            }
        });
}
