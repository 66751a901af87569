using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Expansion;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>The conformance cases that only copy: what other builders make of them, compared file by file.</summary>
public sealed class ConformanceCopyTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const long CommonTime = 1_485_449_953;

    private static readonly string[] BaseDirectories =
        ["bin", "dev", "etc", "home", "root", "tmp", "usr", "usr/bin", "usr/sbin", "usr/local", "var", "var/www", "var/spool"];

    [SkippableFact]
    public void Copies_give_what_the_reference_gives()
    {
        Requires.Root();
        string data = Requires.Conformance();
        List<string> failures = [];
        int compared = 0;
        foreach (JsonNode? node in Cases(data))
        {
            JsonObject one = node!.AsObject();
            if (one["note"] is not null || one["excluded"] is not null || (string?)one["expected"]!["class"] == "disputed" || Parse(one) is not { } stages)
            {
                continue;
            }

            compared++;
            string? difference = Compare(one, stages);
            if (difference is not null)
            {
                failures.Add($"{one["id"]}: {difference}");
            }
        }

        output.WriteLine($"{compared} cases compared");
        failures.Should().BeEmpty();
        compared.Should().BeGreaterThan(20);
    }

    private static IEnumerable<JsonNode?> Cases(string data) => new[] { "buildah.json", "buildkit.json" }
        .SelectMany(file => JsonNode.Parse(File.ReadAllText(Path.Combine(data, "build", file)))!["cases"]!.AsArray());

    private static ImmutableArray<Stage>? Parse(JsonObject one)
    {
        string path = (string?)one["dockerfile_path"] ?? "Dockerfile";
        string? text = (string?)one["dockerfile"]
            ?? (string?)one["context"]!.AsArray().LastOrDefault(action => (string?)action!["file"] == path)?["text"];
        if (text is null || text.Contains('$') || text.Contains("RUN") || text.Contains("ONBUILD") || text.Contains("SOURCE_DATE") || text.Contains("--from=") || text.Contains("ENV "))
        {
            return null;
        }

        ParseResult parsed = Dockerfile.Parse(new SourceText(path, text));
        bool copies = parsed.Dockerfile.Stages.Any(stage => stage.Instructions.Any(instruction => instruction is CopyInstruction));
        return parsed.HasErrors || !copies || one["contexts"] is not null || parsed.Dockerfile.Stages.Length != 1 ? null : parsed.Dockerfile.Stages;
    }

    private static string? Compare(JsonObject one, ImmutableArray<Stage> stages)
    {
        using CopyStage stage = new();
        ConformanceContext.Write(stage.Context, one["context"]!.AsArray());
        JsonObject expected = one["expected"]!["variants"]![0]!["result"]!.AsObject();
        SortedDictionary<string, string> actual = new(StringComparer.Ordinal);
        try
        {
            Build(stage, stages[0], one, actual);
        }
        catch (Exception problem) when (problem is InputException or Oci.InvalidContentException or FormatException)
        {
            return (bool)expected["ok"]! ? problem.Message : null;
        }

        if (!(bool)expected["ok"]!)
        {
            return "built, but must fail";
        }

        Dictionary<string, string> wanted = expected["fs"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!);
        string[] differences =
        [
            .. wanted.Where(pair => pair.Key is not ("proc" or "sys" or "dev") && actual.GetValueOrDefault(pair.Key) != pair.Value)
                .Select(pair => $"{pair.Key}: expected {pair.Value}, is {actual.GetValueOrDefault(pair.Key)}"),
            .. actual.Keys.Where(path => !wanted.ContainsKey(path)).Select(path => $"{path}: not expected, is {actual[path]}"),
        ];
        return differences.Length == 0 ? null : string.Join("; ", differences);
    }

    private static void Build(CopyStage stage, Stage parsed, JsonObject one, SortedDictionary<string, string> actual)
    {
        string dockerfile = (string?)one["dockerfile_path"] ?? "Dockerfile";
        string ignoreFile = stage.Context.TryGetStatus($"{dockerfile}.dockerignore") is null ? ".dockerignore" : $"{dockerfile}.dockerignore";
        string hostIgnore = stage.HostPath("context", ignoreFile);
        IgnorePatterns? ignore = File.Exists(hostIgnore) ? IgnorePatterns.Parse(File.ReadAllLines(hostIgnore)) : null;
        using BuildContext context = BuildContext.Open(stage.HostPath("context"), ignore, stage.State, TimeProvider.System, "the build context");
        bool isScratch = parsed.From.BaseName == "scratch";
        List<RootLayer> layers = isScratch ? [] : [Layer([.. BaseDirectories.Select(path => new LayerPart(LayerEntry.Directory(path, path == "tmp" ? 0x3FF : path == "root" ? 0x1C0 : 0x1ED, default), []))])];
        int baseCount = layers.Count;
        string workingDirectory = "/";
        foreach (Instruction instruction in parsed.Instructions)
        {
            LayeredRoot root = new([.. layers]);
            CopyPlan? plan = null;
            switch (instruction)
            {
                case WorkdirInstruction workdir:
                    workingDirectory = "/" + ImagePath.Absolute(workingDirectory, workdir.Path);
                    plan = DirectoryCreation.Plan(workingDirectory, root, 0, 0, CopyStage.CreatedAt);
                    break;
                case CopyInstruction copy:
                    plan = CopyPlanner.Plan(
                        CopySelector.Select(RequestOf(copy, context, workingDirectory), CancellationToken.None), root, CopyStage.CreatedAt, stage.Temporary, CancellationToken.None);
                    break;
            }

            if (plan is not null)
            {
                layers.Insert(0, Layer(Read(plan)));
                plan.Dispose();
            }
        }

        Describe(layers, baseCount, actual);
    }

    private static CopyRequest RequestOf(CopyInstruction copy, BuildContext context, string workingDirectory)
    {
        MemoryTree heredocs = new([.. copy.Heredocs.Select(heredoc => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(heredoc.ContentWithoutTabs))], CopyStage.CreatedAt);
        CopyOptions options = new()
        {
            Owner = copy.Flags.Chown,
            Mode = copy.Flags.Chmod,
            IsLinked = copy.Flags.Link,
            KeepsParents = copy.Flags.Parents,
            Excludes = copy.Flags.Excludes,
            IsAdd = copy.IsAdd,
            Unpacks = copy.Flags.Unpack,
        };
        return new CopyRequest(
            [
                .. copy.Sources.Select(source => new CopySource(context, Unquote(source))),
                .. copy.Heredocs.Select((heredoc, place) => new CopySource(heredocs, place.ToString(CultureInfo.InvariantCulture)) { FileName = heredoc.Name }),
            ],
            Unquote(copy.Destination), workingDirectory, options);
    }

    private static string Unquote(string word) => VariableExpander.Expand(word, _ => null, '\\').Value;

    private static LayerPart[] Read(CopyPlan plan)
    {
        using MemoryStream tar = new();
        using LayerWriter writer = new(tar, LayerTimes.WholeSeconds);
        plan.WriteTo(writer, CancellationToken.None);
        writer.Finish();
        tar.Position = 0;
        using LayerReader reader = new(tar);
        List<LayerPart> parts = [];
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            using MemoryStream content = new();
            reader.OpenContent().CopyTo(content);
            parts.Add(new LayerPart(entry, content.ToArray()));
        }

        return [.. parts];
    }

    private static RootLayer Layer(LayerPart[] parts)
    {
        MemoryStream tar = new();
        using LayerWriter writer = new(tar, LayerTimes.WholeSeconds);
        foreach (LayerPart part in parts)
        {
            if (part.Entry.Kind == FileKind.Regular && part.Entry.HardLinkTo is null)
            {
                writer.Add(part.Entry, part.Content);
            }
            else
            {
                writer.Add(part.Entry);
            }
        }

        writer.Finish();
        byte[] bytes = tar.ToArray();
        return new RootLayer(LayerIndex.Build(new MemoryStream(bytes), "a layer", CancellationToken.None), () => new MemoryStream(bytes));
    }

    private static void Describe(List<RootLayer> layers, int baseCount, SortedDictionary<string, string> actual)
    {
        LayeredRoot root = new([.. layers]);
        LayeredRoot below = new([.. layers.TakeLast(baseCount)]);
        foreach (string path in layers.SkipLast(baseCount).SelectMany(layer => layer.Index.All()).Select(entry => entry.Path).Distinct())
        {
            if (root.TryGet(path) is { } entry && Render(root, entry) is { } line && (below.TryGet(path) is not { } old || Render(below, old) != line))
            {
                actual[path] = line;
            }
        }
    }

    private static string Render(LayeredRoot root, LayerEntry entry)
    {
        string owner = $"{entry.UserId}:{entry.GroupId}";
        string mode = Convert.ToString(entry.Mode, 8).PadLeft(4, '0');
        if (entry.Kind == FileKind.Directory)
        {
            return $"d {mode} {owner}";
        }

        if (entry.LinkTarget is { } target)
        {
            return $"s - {owner} -> {target}";
        }

        byte[] content = root.ReadFile(entry, int.MaxValue);
        string time = entry.ModifiedAt.Seconds == CommonTime ? " T" : "";
        return $"f {mode} {owner} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))[..16]}{time}";
    }

    private sealed record LayerPart(LayerEntry Entry, byte[] Content);
}
