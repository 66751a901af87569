using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Samples;

/// <summary>The demonstrations of the repository run and show what the documentation says.</summary>
public sealed class DemonstrationTests
{
    [SkippableFact]
    public void Five_commits_cost_what_the_order_of_the_layers_makes_them_cost()
    {
        foreach (string program in new[] { "node", "npm", "git", "busybox" })
        {
            Requires.Program(program);
        }

        ProcessSettings settings = new() { WorkingDirectory = Repository.Root, Environment = new Dictionary<string, string?> { ["SHARPBUILD"] = SharpbuildCommand.Binary } };
        ProcessRunner.Run("bash", ["eng/demo-cache.sh", "--offline"], settings).Succeeded();

        JsonNode results = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "out", "demo-cache", "results.json")))!;
        Installed(results, "bad").Should().Equal("first", "source", "dependency", "base", "comment", "docs");
        Installed(results, "good").Should().Equal("first", "dependency", "base");
        Reason(results, "docs", "bad").Should().Be("NOTES.md changed");
        Reason(results, "dependency", "good").Should().StartWith("package-lock.json changed");
        Reason(results, "base", "good").Should().StartWith("the base changed from node@sha256:");
        Row(results, "docs", "good")["misses"]!.GetValue<int>().Should().Be(0);
    }

    private static IEnumerable<string> Installed(JsonNode results, string file) => results["rows"]!.AsArray()
        .Where(row => (string)row!["file"]! == file && row["installed"]!.GetValue<bool>()).Select(row => (string)row!["commit"]!);

    private static string Reason(JsonNode results, string commit, string file) => (string)Row(results, commit, file)["reason"]!;

    private static JsonNode Row(JsonNode results, string commit, string file) =>
        results["rows"]!.AsArray().Single(row => (string)row!["commit"]! == commit && (string)row["file"]! == file)!;
}
