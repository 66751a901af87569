using Sharpbuild.TestSupport;

namespace Sharpbuild.DockerfileParser.Tests;

public sealed class DocumentedTestsTests
{
    [Fact]
    public void Every_test_that_the_description_of_the_language_names_exists()
    {
        string tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText));

        string[] named = [.. NamesIn(File.ReadAllText(Path.Combine(Repository.Root, "docs", "dockerfile.md")))];

        named.Length.Should().BeGreaterThan(80);
        named.Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal)).Should().BeEmpty();
    }

    /// <summary>What stands in backticks and has the form of a test's name.</summary>
    private static IEnumerable<string> NamesIn(string document) =>
        document.Split('`').Where((part, index) => index % 2 == 1 && part.Contains('_', StringComparison.Ordinal) && char.IsAsciiLetterUpper(part[0])
            && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
