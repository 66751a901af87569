using System.Collections.Immutable;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.TestSupport;

namespace Sharpbuild.DockerfileParser.Tests.Checks;

public sealed class CheckExamplesTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "checks");

    public static TheoryData<string> RuleNames => [.. DockerfileChecker.RuleNames];

    [Fact]
    public void A13_the_rules_of_BuildKit_are_there_under_their_names() => DockerfileChecker.RuleNames.Should().Contain(
    [
        "StageNameCasing", "FromAsCasing", "NoEmptyContinuation", "ConsistentInstructionCasing", "DuplicateStageName", "ReservedStageName", "JSONArgsRecommended",
        "MaintainerDeprecated", "UndefinedArgInFrom", "UndefinedVar", "WorkdirRelativePath", "MultipleInstructionsDisallowed", "LegacyKeyValueFormat",
        "InvalidBaseImagePlatform", "RedundantTargetPlatform", "SecretsUsedInArgOrEnv", "InvalidDefaultArgInFrom", "FromPlatformFlagConstDisallowed",
        "CopyIgnoredFile", "InvalidDefinitionDescription", "ExposeProtoCasing", "ExposeInvalidFormat",
    ]);

    [Fact]
    public void Every_rule_has_a_page_and_every_page_a_rule() =>
        Directory.GetFiles(Pages).Select(Path.GetFileNameWithoutExtension).Where(page => page != "README")
            .Should().BeEquivalentTo(DockerfileChecker.RuleNames);

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A13_bad_example_is_reported_by_its_rule_alone_and_good_one_by_none(string rule)
    {
        string page = File.ReadAllText(Path.Combine(Pages, rule + ".md"));

        Check(Block(page, "## Bad", "dockerfile"), Block(page, "## Bad", "dockerignore")).Distinct().Should().Equal(rule);
        Check(Block(page, "## Good", "dockerfile"), Block(page, "## Bad", "dockerignore")).Should().BeEmpty();
    }

    private static IEnumerable<string> Check(string? dockerfile, string? ignoreFile)
    {
        ParseResult parsed = Dockerfile.Parse(new SourceText("Dockerfile", dockerfile ?? ""));
        parsed.Diagnostics.Should().BeEmpty();
        bool copiesAll = dockerfile?.Contains("COPY . .", StringComparison.Ordinal) == true;
        CheckOptions options = new()
        {
            BaseImages = (_, _) => new BaseImageFacts(ImmutableDictionary<string, string>.Empty, false, "linux/amd64"),
            Ignore = ignoreFile is null ? copiesAll ? IgnorePatterns.Parse([".git"]) : null : IgnorePatterns.Parse(ignoreFile.Split('\n')),
        };
        CheckResult result = DockerfileChecker.Check(parsed.Dockerfile, options);
        return result.Warnings.Concat(result.Advice).Select(warning => warning.RuleName);
    }

    private static string? Block(string page, string heading, string language)
    {
        string fence = $"```{language}\n";
        string section = page[page.IndexOf(heading, StringComparison.Ordinal)..];
        int next = section.IndexOf("\n## ", StringComparison.Ordinal);
        section = next < 0 ? section : section[..next];
        int start = section.IndexOf(fence, StringComparison.Ordinal);
        return start < 0 ? null : section[(start + fence.Length)..section.IndexOf("```", start + fence.Length, StringComparison.Ordinal)];
    }
}
