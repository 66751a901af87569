using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.DockerfileParser.Tests.Expansion;

public sealed class VariableExpanderTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["a"] = "A",
        ["empty"] = "",
        ["path"] = "/usr/local/bin",
        ["two"] = "80 443",
    };

    [Theory]
    [InlineData("$a${a}x", "AAx")]
    [InlineData("$none", "")]
    [InlineData("${none:-d}${empty:-d}${empty-d}", "dd")]
    [InlineData("${a:+w}${empty:+w}${empty+w}${none+w}", "ww")]
    [InlineData("${a:?w}${a?w}", "AA")]
    [InlineData("${path#*/}|${path##*/}", "usr/local/bin|bin")]
    [InlineData("${path%/*}|${path%%/*}", "/usr/local|")]
    [InlineData("${path/l?/-}|${path//l/L}", "/usr/-cal/bin|/usr/LocaL/bin")]
    [InlineData("${path//\\//_}", "_usr_local_bin")]
    [InlineData("${a///x}", "xAx")]
    [InlineData("${none:-${empty:-$a}}", "A")]
    [InlineData("\\$a\\${a}", "$a${a}")]
    [InlineData("'$a'\"$a\\\"\\n\"", "$aA\"\\n")]
    [InlineData("$", "$")]
    [InlineData("${a}$", "A$")]
    public void A3_every_form_expands(string word, string expected)
    {
        ExpansionResult result = VariableExpander.Expand(word, Variables.GetValueOrDefault, '\\');

        result.Error.Should().BeNull();
        result.Value.Should().Be(expected);
    }

    [Theory]
    [InlineData("${none:?give it}", "none: give it")]
    [InlineData("${none?}", "none: is not allowed to be unset")]
    [InlineData("${empty:?}", "empty: is not allowed to be empty")]
    [InlineData("${a", "missing \"}\"")]
    [InlineData("${a:=b}", "\":=\" is not supported in a substitution")]
    [InlineData("${}", "bad substitution: no name after \"${\"")]
    [InlineData("'a", "a single quote is not closed")]
    [InlineData("\"a", "a double quote is not closed")]
    [InlineData("${a#\\x}", "bad pattern \"\\x\": a backslash stands before * ? \\ } / only")]
    public void A3_mistakes_are_named(string word, string error) =>
        VariableExpander.Expand(word, Variables.GetValueOrDefault, '\\').Error.Should().Be(error);

    [Fact]
    public void A3_words_are_split_after_expansion() =>
        VariableExpander.ExpandToWords("$two \"$two\" x\\ y", Variables.GetValueOrDefault, '\\').Words
            .Should().Equal("80", "443", "80 443", "x y");

    [Fact]
    public void A1_9_backtick_escapes_when_the_file_says_so() =>
        VariableExpander.Expand("c:\\$a`$a", Variables.GetValueOrDefault, '`').Value.Should().Be("c:\\A$a");

    [Fact]
    public void A8_heredoc_body_keeps_quotes_and_escapes_with_a_backslash() =>
        VariableExpander.ExpandKeepingQuotes("a='$a' \"${none:-'x'}\" \\$a\n", Variables.GetValueOrDefault).Value
            .Should().Be("a='A' \"'x'\" $a\n");

    [Fact]
    public void Variables_that_were_found_and_missed_are_listed()
    {
        ExpansionResult result = VariableExpander.Expand("$b$a${c:-$a}", Variables.GetValueOrDefault, '\\');

        result.Matched.Should().Equal("a");
        result.Unmatched.Should().Equal("b", "c");
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_not_a_crash()
    {
        string word = string.Concat(Enumerable.Repeat("${x:-", 100_000));

        VariableExpander.Expand(word, Variables.GetValueOrDefault, '\\').Error.Should().Be("variables are nested too deeply");
    }
}
