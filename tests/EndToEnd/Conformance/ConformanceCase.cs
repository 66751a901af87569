using System.Text.Json.Nodes;

namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>One build of the conformance data.</summary>
/// <param name="Id">Its name; ids that differ only after <c>#</c> are steps of one test.</param>
/// <param name="Json">The whole case.</param>
public sealed record ConformanceCase(string Id, JsonObject Json)
{
    /// <summary><c>agreed</c>, <c>majority</c>, <c>reference</c> or <c>disputed</c>.</summary>
    public string Class => (string)Json["expected"]!["class"]!;

    /// <summary>The name that steps of one test share.</summary>
    public string Test => Id.Split('#')[0];

    /// <summary>Expected results, the reference's first.</summary>
    public IEnumerable<JsonObject> Variants => Json["expected"]!["variants"]!.AsArray().Select(v => v!["result"]!.AsObject());

    /// <summary>Paths whose content differs from build to build.</summary>
    public IReadOnlySet<string> Volatile => Json["expected"]!["volatile"]!.AsArray().Select(v => (string)v!).ToHashSet();

    /// <summary>The values of an object member such as <c>build_args</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Pairs(string member) =>
        Json[member]?.AsObject().Where(p => p.Value is JsonValue).Select(p => KeyValuePair.Create(p.Key, p.Value!.ToString())) ?? [];

    /// <summary>Every case of the two files, in their order.</summary>
    public static IReadOnlyList<ConformanceCase> Load(string conformance) =>
    [
        .. new[] { "buildah.json", "buildkit.json" }.SelectMany(file =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(conformance, "build", file)))!["cases"]!.AsArray()
                .Select(node => new ConformanceCase((string)node!["id"]!, node.AsObject()))),
    ];
}
