using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.DockerfileParser.Tests.Ignore;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "d/a.txt", false)]
    [InlineData("[[]x", "[x", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[^a-c]", "b", false)]
    [InlineData("[^a-c]", "/", false)]
    [InlineData("**", "a/b", false)]
    [InlineData("?", "\U0001F600", true)]
    [InlineData("a\\*", "a*", true)]
    public void A6_8_wildcards_match_as_in_go(string pattern, string path, bool expected)
    {
        GlobPattern.TryParse(pattern, allowDoubleStar: false, out GlobPattern? glob).Should().BeTrue();

        glob!.IsMatch(path).Should().Be(expected);
    }

    [Theory]
    [InlineData("****************/bin", "a/b/bin", true)]
    [InlineData("*****************/bin", "a/b/bin", true)]
    [InlineData("**/**/**/bin", "bin", true)]
    [InlineData("**/**/**/bin", "a/bin", true)]
    [InlineData("**/**/**/bin", "abin", false)]
    public void A10_3_a_row_of_stars_means_the_same_as_two(string pattern, string path, bool expected)
    {
        GlobPattern.TryParse(pattern, allowDoubleStar: true, out GlobPattern? glob).Should().BeTrue();

        glob!.IsMatch(path).Should().Be(expected);
    }

    [Theory]
    [InlineData("[a")]
    [InlineData("[]a]")]
    [InlineData("a\\")]
    [InlineData("[a-]")]
    [InlineData("[-a]")]
    public void A6_8_malformed_patterns_are_refused(string pattern) =>
        GlobPattern.TryParse(pattern, allowDoubleStar: false, out _).Should().BeFalse();

    [Theory]
    [InlineData("a*", true)]
    [InlineData("a\\*", false)]
    [InlineData("a[b]", true)]
    [InlineData("a", false)]
    public void Wildcards_are_told_from_escaped_characters(string pattern, bool expected) =>
        GlobPattern.HasWildcard(pattern).Should().Be(expected);

    [Fact]
    public void A6_11_two_stars_cross_directories_with_parents()
    {
        GlobPattern.TryParse("src/**/*.c", allowDoubleStar: true, out GlobPattern? glob).Should().BeTrue();

        glob!.IsMatch("src/a/b/x.c").Should().BeTrue();
        glob.IsMatch("src/x.c").Should().BeTrue();
        glob.CanMatchBelow("src/a").Should().BeTrue();
        glob.CanMatchBelow("lib").Should().BeFalse();
    }
}
