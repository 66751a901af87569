using System.Collections.Immutable;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.DockerfileParser.Tests.Checks;

public sealed class CheckSettingsTests
{
    private const string TwoMistakes = "FROM scratch AS A\nMAINTAINER x\n";

    [Fact]
    public void A1_10_directive_skips_rules_by_name() =>
        Check("# check=skip=StageNameCasing , X\n" + TwoMistakes).Warnings.Select(warning => warning.RuleName).Should().Equal("MaintainerDeprecated");

    [Fact]
    public void A1_10_comment_above_an_instruction_skips_for_it_alone() =>
        Check("FROM scratch AS A\n# check=skip=all // on purpose\nMAINTAINER x\n").Warnings.Select(warning => warning.RuleName).Should().Equal("StageNameCasing");

    [Fact]
    public void A1_10_error_makes_the_build_fail_when_there_is_a_warning()
    {
        Check("# check=error=true\n" + TwoMistakes).FailsBuild.Should().BeTrue();
        Check("# check=error=true;skip=all\n" + TwoMistakes).FailsBuild.Should().BeFalse();
        Check(TwoMistakes).FailsBuild.Should().BeFalse();
    }

    [Fact]
    public void A1_10_rule_names_are_case_sensitive() =>
        Check("# check=skip=stagenamecasing\nFROM scratch AS A\n").Warnings.Should().ContainSingle();

    [Fact]
    public void A4_9_build_argument_replaces_the_directive()
    {
        CheckOptions options = new() { BuildArguments = ImmutableDictionary<string, string>.Empty.Add("BUILDKIT_DOCKERFILE_CHECK", "skip=all") };

        Check("# check=error=true\n" + TwoMistakes, options).Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Directive_that_cannot_be_read_is_an_error() =>
        Parsed.Rendered("# check=skip\nFROM a\n").Should().Be(
            "Dockerfile:1:1: error DF0202: check directive \"skip\" cannot be read\n 1 | # check=skip\n   | ^^^^^^^^^^^^\n"
            + "   = help: for example: # check=skip=RULE,RULE;error=true");

    [Fact]
    public void Only_stages_that_the_target_needs_are_checked_for_variables()
    {
        CheckOptions options = new() { Target = "last", IncludeAdvice = false };

        CheckResult result = Check(
            "FROM scratch AS a\nCOPY $x /\nFROM scratch AS b\nCOPY $y /\nFROM a AS c\nFROM scratch AS last\nCOPY --from=c / /\n", options);

        result.Warnings.Select(warning => (warning.RuleName, warning.Lines.Start)).Should().Equal(("UndefinedVar", 2));
    }

    [Fact]
    public void Directory_with_a_file_that_comes_back_is_not_reported_as_ignored()
    {
        CheckOptions options = new() { Ignore = Dockerfiles.Ignore.IgnorePatterns.Parse(["dir", "other", "!dir/keep"]) };

        Check("FROM scratch\nCOPY dir /\nCOPY other /\n", options).Warnings.Select(warning => (warning.RuleName, warning.Lines.Start))
            .Should().Equal(("CopyIgnoredFile", 3));
    }

    [Fact]
    public void Unknown_base_image_leaves_variables_alone() =>
        Check("FROM node\nCOPY $NODE_FILES /\n").Warnings.Should().BeEmpty();

    private static CheckResult Check(string text, CheckOptions? options = null) =>
        DockerfileChecker.Check(Parsed.File(text).Dockerfile, options ?? new CheckOptions());
}
