using System.Text.Json;
using Sharpbuild.Dockerfiles.Expansion;
using Sharpbuild.Dockerfiles.Ignore;
using Xunit.Abstractions;

namespace Sharpbuild.DockerfileParser.Tests.Conformance;

public sealed class UnitConformanceTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Words_expand_as_measured()
    {
        ConformanceData.SkipIfAbsent();
        JsonElement[] cases = [.. ConformanceData.Cases("unit/words.json")];

        List<string> failures = [.. cases.Select(Difference).OfType<string>()];

        ConformanceData.Report(output, "words", cases.Length, failures);
    }

    [SkippableFact]
    public void Ignore_patterns_match_as_measured()
    {
        ConformanceData.SkipIfAbsent();
        JsonElement[] cases = [.. ConformanceData.Cases("unit/ignore.json")];

        List<string> failures = [.. cases.Where(item => Expected(item) != Actual(item)).Select(item => item.GetRawText())];

        ConformanceData.Report(output, "ignore", cases.Length, failures);
    }

    private static string? Difference(JsonElement item)
    {
        Dictionary<string, string> variables = item.GetProperty("env").EnumerateObject()
            .ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "");
        string word = item.GetProperty("word").GetString() ?? "";
        bool isSplit = item.GetProperty("kind").GetString() == "words";
        ExpansionResult result = isSplit
            ? VariableExpander.ExpandToWords(word, variables.GetValueOrDefault, '\\')
            : VariableExpander.Expand(word, variables.GetValueOrDefault, '\\');

        string actual = result.Error is not null ? "error" : isSplit ? string.Join('|', result.Words) : result.Value;
        string expected = "error";
        if (item.TryGetProperty("expect", out JsonElement expect))
        {
            expected = isSplit ? string.Join('|', expect.EnumerateArray()) : expect.GetString() ?? "";
        }

        bool isSame = actual == expected && Agrees(item, "matches", result.Matched) && Agrees(item, "unmatched", result.Unmatched);
        return isSame ? null : $"{item.GetRawText()}\n  actual {actual} {result}";
    }

    private static bool Agrees(JsonElement item, string name, IEnumerable<string> actual) =>
        !item.TryGetProperty(name, out JsonElement expected)
        || expected.EnumerateArray().Select(element => element.GetString()).Order(StringComparer.Ordinal).SequenceEqual(actual);

    private static string Expected(JsonElement item) =>
        item.TryGetProperty("match", out JsonElement match) ? match.GetBoolean().ToString() : "error";

    private static string Actual(JsonElement item)
    {
        try
        {
            IgnorePatterns patterns = IgnorePatterns.Parse(item.GetProperty("patterns").EnumerateArray().Select(line => line.GetString() ?? ""));
            return patterns.IsIgnored(item.GetProperty("path").GetString() ?? "").ToString();
        }
        catch (FormatException)
        {
            return "error";
        }
    }
}
