using Sharpbuild.Insight.Advising;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Insight.Tests.Advising;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_give_no_patch() => UnifiedDiff.Of("Dockerfile", "a\n", "a\n").Should().BeEmpty();

    [Fact]
    public void Far_changes_have_hunks_of_their_own() => UnifiedDiff.Of("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "one\n2\n3\n4\n5\n6\n7\n8\n9\nten\n").Should().Be(
        "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-10\n+ten\n");

    [SkippableTheory]
    [InlineData("", "new\n")]
    [InlineData("a\nb\nc\n", "a\nc\nb\n")]
    [InlineData("a\nb", "a\nb\nc")]
    [InlineData("a\nb\n", "a\nb")]
    [InlineData("a\nb", "x\na\nb\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "2\n3\n4\n5\n6\n7\n8\n9\n1\n")]
    [InlineData("\n\n\n", "\n")]
    public void Git_applies_the_patch(string before, string after)
    {
        Requires.Program("git");
        using TemporaryDirectory directory = new("patch");
        if (before.Length > 0)
        {
            File.WriteAllText(directory.At("f"), before);
        }

        byte[] patch = System.Text.Encoding.UTF8.GetBytes(UnifiedDiff.Of("f", before, after));
        ProcessRunner.Run("git", ["apply", "--unidiff-zero", "-"], new ProcessSettings { WorkingDirectory = directory.At(), Input = patch }).Succeeded();

        File.ReadAllText(directory.At("f")).Should().Be(after);
    }
}
