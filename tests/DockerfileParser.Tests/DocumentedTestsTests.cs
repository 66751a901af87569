using Sharpbuild.TestSupport;

namespace Sharpbuild.DockerfileParser.Tests;

public sealed class DocumentedTestsTests
{
    /// <summary>How many numbered rules each chapter of the language has; 0 where the chapter is one rule.</summary>
    private static readonly int[] Rules = [11, 4, 0, 10, 9, 15, 0, 0, 0, 7, 0, 0, 0];

    [Fact]
    public void Every_rule_of_the_language_has_a_test_that_is_named_after_it()
    {
        string tests = AllTests();

        IEnumerable<string> names = Rules.SelectMany((count, chapter) => count == 0
            ? [$"A{chapter + 1}_"]
            : Enumerable.Range(1, count).Select(rule => $"A{chapter + 1}_{rule}_"));

        names.Where(name => !tests.Contains($"public void {name}", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Every_test_that_the_description_of_the_language_names_exists()
    {
        string tests = AllTests();

        string[] named = [.. NamesIn(File.ReadAllText(Path.Combine(Repository.Root, "docs", "dockerfile.md")))];

        named.Length.Should().BeGreaterThan(80);
        named.Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static string AllTests() => string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText));

    /// <summary>What stands in backticks and has the form of a test's name.</summary>
    private static IEnumerable<string> NamesIn(string document) =>
        document.Split('`').Where((part, index) => index % 2 == 1 && part.Contains('_', StringComparison.Ordinal) && char.IsAsciiLetterUpper(part[0])
            && part.Any(char.IsAsciiLetterLower)
            && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
