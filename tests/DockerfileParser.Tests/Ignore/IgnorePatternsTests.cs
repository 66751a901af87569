using System.Collections.Immutable;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.DockerfileParser.Tests.Ignore;

public sealed class IgnorePatternsTests
{
    [Fact]
    public void A10_2_comments_blank_lines_and_leading_slashes_mean_nothing()
    {
        IgnorePatterns patterns = IgnorePatterns.Parse(["\uFEFF# note", "", "  /a/./b/  ", " # c"]);

        patterns.IsIgnored("a/b").Should().BeTrue();
        patterns.IsIgnored("# c").Should().BeTrue();
        patterns.IsIgnored("a").Should().BeFalse();
    }

    [Fact]
    public void A10_2_malformed_patterns_are_reported_at_their_place()
    {
        SourceText source = new(".dockerignore", "ok\n  a[b\n!\n");

        IgnorePatterns patterns = IgnorePatterns.Parse(source, out ImmutableArray<Diagnostic> diagnostics);

        patterns.IsIgnored("ok").Should().BeTrue();
        string.Join('\n', diagnostics.Select(diagnostic => DiagnosticRenderer.Render(source, diagnostic))).Should().Be(
            """
            .dockerignore:2:3: error DF0209: bad pattern "a[b"
             2 |   a[b
               |   ^^^
               = help: close every "[" and put no "\" at the end
            .dockerignore:3:1: error DF0209: bad pattern "!"
             3 | !
               | ^
               = help: write a pattern after "!"
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("*.md", "a/b.md", false)]
    [InlineData("**/*.md", "b.md", true)]
    [InlineData("dir/**", "dir", false)]
    [InlineData("dir/**", "dir/x/y", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("d", "d/x/y", true)]
    [InlineData("../x", "x", false)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "a/xb", false)]
    [InlineData("a**b/c", "axb/c", false)]
    [InlineData("a**b/c", "ax/b/c", true)]
    public void A10_3_wildcards_stay_in_a_component_and_two_stars_cross(string pattern, string path, bool expected) =>
        IgnorePatterns.Parse([pattern]).IsIgnored(path).Should().Be(expected);

    [Theory]
    [InlineData("dir", false)]
    [InlineData("dir/sub", false)]
    [InlineData("dir/sub/deep", true)]
    [InlineData("other", true)]
    public void A10_4_directory_is_pruned_only_when_nothing_below_can_come_back(string path, bool expected) =>
        IgnorePatterns.Parse(["**", "!dir/*/x"]).CanPruneDirectory(path).Should().Be(expected);

    [Fact]
    public void A10_4_star_and_negated_file_deeper_down_keep_the_file()
    {
        IgnorePatterns patterns = IgnorePatterns.Parse(["*", "!a/*/Dockerfile"]);

        patterns.IsIgnored("a/b/Dockerfile").Should().BeFalse();
        patterns.IsIgnored("a/b/other").Should().BeTrue();
        patterns.CanPruneDirectory("a").Should().BeFalse();
        patterns.CanPruneDirectory("a/b").Should().BeFalse();
        patterns.CanPruneDirectory("b").Should().BeTrue();
    }

    [Fact]
    public void Pattern_of_many_stars_does_not_take_forever() =>
        IgnorePatterns.Parse([string.Concat(Enumerable.Repeat("*a", 60)) + "b"]).IsIgnored(new string('a', 2000)).Should().BeFalse();
}
