using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Checks;

/// <summary>The lint cases of the conformance data through <c>build --call=check,format=json</c>.</summary>
public sealed class LintCaseTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Checks_on_the_command_line_warn_as_measured()
    {
        using Workbench bench = new();
        JsonNode[] cases = [.. Cases(Requires.Conformance()).Where(item => item["excluded"] is null)];

        string[] failures = [.. cases.Select((item, index) => Difference(bench, item, index)).OfType<string>()];

        output.WriteLine($"{cases.Length - failures.Length} of {cases.Length}");
        failures.Should().BeEmpty();
    }

    private static IEnumerable<JsonNode> Cases(string conformance) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(conformance, "unit", "lint.json")))!["cases"]!.AsArray().OfType<JsonNode>();

    private static string? Difference(Workbench bench, JsonNode item, int index)
    {
        string context = bench.Context($"case-{index}", ("Dockerfile", Text(item, "dockerfile") ?? ""));
        if (Text(item, "dockerignore") is { } ignore)
        {
            File.WriteAllText(Path.Combine(context, ".dockerignore"), ignore);
        }

        ProcessResult result = bench.Sharpbuild.Build([.. Arguments(item), context]);
        string[] actual = [.. JsonNode.Parse(result.Output)!["warnings"]!.AsArray().Select(Describe).Order(StringComparer.Ordinal)];
        string[] expected = [.. item["warnings"]!.AsArray().Select(warning => $"{warning![0]}:{warning[1]}").Order(StringComparer.Ordinal)];
        int exitCode = expected.Length > 0 || (bool?)item["build_fails"] == true ? 1 : 0;
        return actual.SequenceEqual(expected) && result.ExitCode == exitCode
            ? null
            : $"{Text(item, "id")}: expected {exitCode} {string.Join(' ', expected)}, got {result.ExitCode} {string.Join(' ', actual)}\n{result.Error}";
    }

    private static string Describe(JsonNode? warning) => $"{warning!["ruleName"]}:{warning["location"]!["ranges"]![0]!["start"]!["line"]}";

    private static IEnumerable<string> Arguments(JsonNode item)
    {
        string[] options = ["--call=check,format=json", .. Workbench.Bases("busybox", "alpine")];
        IEnumerable<string> arguments = item["build_args"]!.AsObject().SelectMany(pair => new[] { "--build-arg", $"{pair.Key}={pair.Value}" });
        string[] target = Text(item, "target") is { } stage ? ["--target", stage] : [];
        string[] platform = Text(item, "platform") is { } text ? ["--platform", text] : [];
        return [.. options, .. arguments, .. target, .. platform];
    }

    private static string? Text(JsonNode item, string name) => (string?)item[name];
}
