using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sharpbuild.Dockerfiles;
using Xunit.Abstractions;

namespace Sharpbuild.DockerfileParser.Tests.Conformance;

public sealed class ParserConformanceTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [SkippableFact]
    public void Dockerfiles_in_directories_are_divided_as_measured()
    {
        ConformanceData.SkipIfAbsent();
        List<string> failures = [];
        string[] directories = Directory.GetDirectories(Path.Combine(ConformanceData.Directory, "parser"));
        foreach (string directory in directories)
        {
            using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "expected.json")));
            Compare(Path.GetFileName(directory), File.ReadAllText(Path.Combine(directory, "Dockerfile")), expected.RootElement, failures);
        }

        ConformanceData.Report(output, "parser files", directories.Length, failures);
    }

    [SkippableFact]
    public void Embedded_Dockerfiles_are_divided_as_measured()
    {
        ConformanceData.SkipIfAbsent();
        List<string> failures = [];
        JsonElement[] cases = [.. ConformanceData.Cases("parser/embedded.json")];
        foreach (JsonElement item in cases)
        {
            Compare(Text(item, "id"), Text(item, "dockerfile"), item.GetProperty("expected"), failures);
        }

        ConformanceData.Report(output, "parser embedded", cases.Length, failures);
    }

    [SkippableFact]
    public void Dockerfiles_that_must_be_refused_are_refused()
    {
        ConformanceData.SkipIfAbsent();
        JsonElement[] cases = [.. ConformanceData.Cases("unit/error.json")];

        List<string> accepted = [.. cases
            .Where(item => !Dockerfile.Parse(new SourceText("Dockerfile", Text(item, "dockerfile"))).HasErrors)
            .Select(item => Text(item, "id"))];

        ConformanceData.Report(output, "error", cases.Length, accepted);
    }

    private static void Compare(string id, string text, JsonElement expected, List<string> failures)
    {
        SourceText source = new("Dockerfile", text);
        DockerfileSyntax syntax = DockerfileSyntax.Parse(source);
        bool isRefused = syntax.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
        if (expected.TryGetProperty("error", out _) || isRefused)
        {
            if (!isRefused || !expected.TryGetProperty("error", out _))
            {
                failures.Add($"{id}: refused is {isRefused} {syntax.Diagnostics.FirstOrDefault()}");
            }

            return;
        }

        List<Diagnostic> refusals = [.. syntax.ToDockerfile().Diagnostics
            .Where(diagnostic => diagnostic.Severity == Severity.Error && !DiagnosticCodes.IsAboutValues(diagnostic.Code))];
        bool mustRefuse = expected.TryGetProperty("instructionError", out JsonElement flag) && flag.GetBoolean();
        if (mustRefuse != refusals.Count > 0)
        {
            failures.Add($"{id}: must refuse is {mustRefuse} {refusals.FirstOrDefault()}");
        }

        bool hasStages = expected.TryGetProperty("stages", out _);
        string actualText = Describe(syntax, hasStages).ToJsonString(Readable);
        string expectedText = Pick(expected, hasStages).ToJsonString(Readable);
        if (actualText != expectedText)
        {
            failures.Add($"{id}:\n  expected {expectedText}\n  actual   {actualText}");
        }
    }

    private static JsonObject Pick(JsonElement expected, bool withStages)
    {
        JsonObject picked = new() { ["escape"] = Text(expected, "escape") };
        if (expected.TryGetProperty("instructions", out JsonElement instructions))
        {
            picked["instructions"] = new JsonArray([.. instructions.EnumerateArray().Select(item => PickInstruction(item, false))]);
        }

        if (withStages)
        {
            picked["stages"] = new JsonArray([.. expected.GetProperty("stages").EnumerateArray().Select(stage => StageNode(Text(stage, "name"), Text(stage, "base"), Text(stage, "platform")))]);
        }

        return picked;
    }

    private static JsonObject PickInstruction(JsonElement item, bool isChild)
    {
        JsonObject picked = new()
        {
            ["keyword"] = Text(item, "keyword"),
            ["flags"] = JsonNode.Parse(item.GetProperty("flags").GetRawText()),
            ["args"] = JsonNode.Parse(item.GetProperty("args").GetRawText()),
            ["json"] = item.GetProperty("json").GetBoolean(),
            ["heredocs"] = new JsonArray([.. item.GetProperty("heredocs").EnumerateArray().Select(heredoc => HeredocNode(
                Text(heredoc, "name"),
                Text(heredoc, "content"),
                heredoc.GetProperty("expand").GetBoolean(),
                heredoc.GetProperty("chomp").GetBoolean(),
                heredoc.GetProperty("fd").GetInt32()))]),
        };
        if (!isChild)
        {
            picked["startLine"] = item.GetProperty("startLine").GetInt32();
            picked["endLine"] = item.GetProperty("endLine").GetInt32();
        }

        if (item.TryGetProperty("child", out JsonElement child) && child.ValueKind == JsonValueKind.Object)
        {
            picked["child"] = PickInstruction(child, true);
        }

        return picked;
    }

    private static JsonObject Describe(DockerfileSyntax syntax, bool withStages)
    {
        JsonObject described = new()
        {
            ["escape"] = $"{syntax.EscapeCharacter}",
            ["instructions"] = new JsonArray([.. syntax.Instructions.Select(instruction => Describe(instruction, false))]),
        };
        if (withStages)
        {
            // The measured reference has no stages for a file with a check comment above an instruction: docs/compatibility.md.
            IEnumerable<Stage> stages = syntax.HasCheckComments ? [] : syntax.ToDockerfile().Dockerfile.Stages;
            described["stages"] = new JsonArray([.. stages.Select(stage =>
                StageNode(stage.Name ?? "", stage.From.BaseName, stage.From.Platform ?? ""))]);
        }

        return described;
    }

    private static JsonObject Describe(InstructionSyntax instruction, bool isChild)
    {
        JsonObject described = new()
        {
            ["keyword"] = instruction.Name,
            ["flags"] = Texts(instruction.Flags.Select(flag => flag.Text)),
            ["args"] = Texts(instruction.Arguments.Select(argument => argument.Text)),
            ["json"] = instruction.IsJson,
            ["heredocs"] = new JsonArray([.. instruction.Heredocs.Select(heredoc =>
                HeredocNode(heredoc.Name, heredoc.Content, heredoc.Expand, heredoc.Chomp, heredoc.FileDescriptor))]),
        };
        if (!isChild)
        {
            described["startLine"] = instruction.Lines.Start;
            described["endLine"] = instruction.Lines.End;
        }

        if (instruction.Child is not null)
        {
            described["child"] = Describe(instruction.Child, true);
        }

        return described;
    }

    private static JsonObject HeredocNode(string name, string content, bool expand, bool chomp, int fileDescriptor) => new JsonObject
    {
        ["name"] = name,
        ["content"] = content,
        ["expand"] = expand,
        ["chomp"] = chomp,
        ["fd"] = fileDescriptor,
    };

    private static JsonObject StageNode(string name, string baseName, string platform) =>
        new JsonObject { ["name"] = name, ["base"] = baseName, ["platform"] = platform };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
