using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Checks;

/// <summary>The forms in which <c>--check</c> and <c>--call=check</c> print what they found.</summary>
public sealed class CheckFormatTests
{
    private const string Dockerfile = "FROM scratch AS A\nMAINTAINER 100% me\nADD file /\n";
    private const string Broken = "FROM scratch AS A\nCOPY --chmod\n";
    private const string Sarif = "sarif-2.1.0.json";

    [Fact]
    public void Text_shows_rule_detail_and_lines_as_buildx_does()
    {
        ProcessResult result = Check("FROM scratch AS A\nCOPY file /\n", "check");

        result.ExitCode.Should().Be(1);
        result.Output.Should().Be(
            "Check complete, 1 warning has been found!\n\n"
            + "WARNING: StageNameCasing - https://docs.docker.com/go/dockerfile/rule/stage-name-casing/\nstage name \"A\" has upper-case letters\n"
            + "Dockerfile:1\n--------------------\n   1 | >>> FROM scratch AS A\n   2 |     COPY file /\n--------------------\n");
    }

    [Fact]
    public void Advice_alone_is_no_failure()
    {
        ProcessResult result = Check("FROM scratch\nADD file /\n", "check");

        result.ExitCode.Should().Be(0);
        result.Output.Should().StartWith("Check complete, no warnings found.\n\nADVICE: AddInsteadOfCopy\n");
    }

    [Fact]
    public void Json_has_the_members_of_buildx_and_our_advice_apart()
    {
        JsonNode document = JsonNode.Parse(Check(Dockerfile, "check,format=json").Output)!;

        document.AsObject().Select(member => member.Key).Should().Equal("warnings", "sources", "advice");
        document["warnings"]!.AsArray().Select(warning => (string)warning!["ruleName"]!).Should().Equal("StageNameCasing", "MaintainerDeprecated");
        document["warnings"]![0]!.AsObject().Select(member => member.Key).Should().Equal("ruleName", "description", "url", "detail", "location");
        document["warnings"]![0]!["location"]!.ToJsonString().Should().Be("""{"ranges":[{"start":{"line":1},"end":{"line":1}}]}""");
        document["sources"]![0]!.AsObject().Select(member => member.Key).Should().Equal("filename", "data", "language");
        document["advice"]!.AsArray().Select(advice => (string)advice!["ruleName"]!).Should().Equal("AddInsteadOfCopy");
    }

    [Theory]
    [InlineData(Broken, 2)]
    [InlineData("FROM scratch\nCOPY --from=later /a /b\nFROM scratch AS later\n", 2)]
    public void Json_tells_why_the_file_cannot_be_built(string dockerfile, int line)
    {
        ProcessResult result = Check(dockerfile, "check,format=json");

        result.ExitCode.Should().Be(1);
        JsonNode error = JsonNode.Parse(result.Output)!["buildError"]!;
        ((string)error["message"]!).Should().NotBeEmpty();
        ((int)error["location"]!["ranges"]![0]!["start"]!["line"]!).Should().Be(line);
        result.Error.Should().Contain((string)error["message"]!);
    }

    [Theory]
    [InlineData(Dockerfile)]
    [InlineData(Broken)]
    [InlineData("FROM scratch\nCOPY file /\n")]
    public void Sarif_fits_the_schema(string dockerfile)
    {
        JsonSchema schema = JsonSchema.FromFile(Path.Combine(AppContext.BaseDirectory, Sarif));
        JsonNode document = JsonNode.Parse(Check(dockerfile, "check,format=sarif").Output)!;

        EvaluationResults results = schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List });

        IEnumerable<string> problems = results.Details.Where(detail => detail.HasErrors).Select(detail => $"{detail.InstanceLocation}: {JsonSerializer.Serialize(detail.Errors)}");
        results.IsValid.Should().BeTrue(string.Join('\n', problems));
    }

    [Fact]
    public void A_document_that_is_no_sarif_does_not_fit_the_schema()
    {
        JsonSchema schema = JsonSchema.FromFile(Path.Combine(AppContext.BaseDirectory, Sarif));
        JsonNode document = JsonNode.Parse(Check(Dockerfile, "check,format=sarif").Output)!;
        document["runs"]![0]!["results"]![0]!["level"] = "shouting";

        schema.Evaluate(document).IsValid.Should().BeFalse();
    }

    [Fact]
    public void Sarif_names_rules_levels_and_places()
    {
        JsonNode run = JsonNode.Parse(Check(Dockerfile, "check,format=sarif").Output)!["runs"]![0]!;

        run["results"]!.AsArray().Select(result => $"{result!["ruleId"]} {result["level"]}")
            .Should().Equal("StageNameCasing warning", "MaintainerDeprecated warning", "AddInsteadOfCopy note");
        run["results"]![1]!["locations"]![0]!["physicalLocation"]!.ToJsonString().Should().Be(
            """{"artifactLocation":{"uri":"Dockerfile"},"region":{"startLine":2,"startColumn":1,"endLine":2,"endColumn":19}}""");
    }

    [Fact]
    public void GitHub_gets_workflow_commands() => Check(Dockerfile, "check,format=github").Output.Split('\n')[1].Should().StartWith(
        "::warning file=Dockerfile,line=2,endLine=2,title=MaintainerDeprecated::");

    [Fact]
    public void GitHub_gets_annotations_below_its_workspace_without_being_asked()
    {
        using Workbench bench = new();
        bench.Context("repository/app", ("Dockerfile", "FROM scratch\nMAINTAINER a,b:c\n"));
        ProcessSettings settings = new()
        {
            Environment = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_WORKSPACE"] = bench.At("repository") },
        };

        ProcessResult result = bench.With(new SharpbuildCommand(bench.At("state")) { Settings = settings }).Sharpbuild.Build("--check", bench.At("repository", "app"));

        result.Output.Should().StartWith("Check complete, 1 warning has been found!");
        result.Error.Should().Be("::warning file=app/Dockerfile,line=2,endLine=2,title=MaintainerDeprecated::MAINTAINER is deprecated: write LABEL org.opencontainers.image.authors=...\n");
    }

    [Fact]
    public void GitLab_gets_a_code_quality_report()
    {
        JsonArray report = JsonNode.Parse(Check(Dockerfile, "check,format=gitlab").Output)!.AsArray();

        report.Select(issue => $"{issue!["check_name"]} {issue["severity"]} {issue["location"]!["path"]}:{issue["location"]!["lines"]!["begin"]}")
            .Should().Equal("StageNameCasing minor Dockerfile:1", "MaintainerDeprecated minor Dockerfile:2", "AddInsteadOfCopy info Dockerfile:3");
        report.Select(issue => (string)issue!["fingerprint"]!).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void GitLab_knows_a_finding_again_when_it_moves()
    {
        string[] before = Fingerprints("FROM scratch\nMAINTAINER me\nMAINTAINER me\n");
        string[] after = Fingerprints("FROM scratch\n\n# moved\nMAINTAINER me\nMAINTAINER me\n");

        after.Should().Equal(before).And.OnlyHaveUniqueItems();
    }

    private static string[] Fingerprints(string dockerfile) =>
        [.. JsonNode.Parse(Check(dockerfile, "check,format=gitlab").Output)!.AsArray().Select(issue => (string)issue!["fingerprint"]!)];

    private static ProcessResult Check(string dockerfile, string call)
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", dockerfile), ("file", "x"));
        ProcessSettings settings = new() { WorkingDirectory = context, Environment = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = null } };
        return bench.With(new SharpbuildCommand(bench.At("state")) { Settings = settings }).Sharpbuild.Build("--call", call, ".");
    }
}
