using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>What of a built image differs from an expected result, by the rules of the conformance data.</summary>
public static class ResultComparison
{
    private const string Nothing = "nothing";

    private static readonly string[] PlacesOfTheRuntime = ["etc/hosts", "etc/hostname", "etc/resolv.conf", "dev", "proc", "sys", "run"];

    // These start as the base image's own files, and the expected results were made on another base.
    private static readonly string[] BaseContent = ["etc/passwd", "etc/group", "etc/shadow"];

    /// <summary>One line for each difference between the tree and the expected changes to the base.</summary>
    public static IEnumerable<string> Files(JsonObject expected, ImageLayers tree, ImageLayers? lower, IReadOnlySet<string> volatilePaths)
    {
        foreach ((string path, string want, string have) in Entries(expected, tree, lower).Where(entry => IsCompared(entry.Path, volatilePaths)))
        {
            if (want != have && !(BaseContent.Contains(path) && WithoutContent(want) == WithoutContent(have)))
            {
                yield return $"{path}: expected {want}, got {(have == Nothing && tree.Entries.ContainsKey(path) ? "the base's" : have)}";
            }
        }

        HashSet<string> removed = expected["removed"]!.AsArray().Select(p => (string)p!).ToHashSet();
        foreach (string path in lower?.Entries.Keys.Where(p => IsCompared(p, volatilePaths)) ?? [])
        {
            if (removed.Contains(path) == tree.Entries.ContainsKey(path))
            {
                yield return removed.Contains(path) ? $"{path}: expected to be removed" : $"{path}: removed, expected to stay";
            }
        }
    }

    /// <summary>One line for each differing field of the image configuration.</summary>
    public static IEnumerable<string> Configuration(JsonObject expected, JsonObject configuration)
    {
        SortedDictionary<string, string> wanted = Fields(expected["config"]!.AsObject());
        JsonObject flat = configuration["config"]?.DeepClone().AsObject() ?? [];
        flat["architecture"] = (string?)configuration["architecture"];
        flat["os"] = (string?)configuration["os"];
        SortedDictionary<string, string> actual = Fields(flat);
        return wanted.Keys.Union(actual.Keys)
            .Where(name => wanted.GetValueOrDefault(name) != actual.GetValueOrDefault(name))
            .Select(name => $"config {name}: expected {wanted.GetValueOrDefault(name, "nothing")}, got {actual.GetValueOrDefault(name, "nothing")}");
    }

    /// <summary>One line for each difference that does not fail a case by itself: file times, counts, a working directory of <c>/</c>.</summary>
    public static IEnumerable<string> Shape(JsonObject expected, OciImage image, ImageLayers tree)
    {
        JsonObject shape = expected["shape"]!.AsObject();
        JsonArray history = image.Configuration["history"]?.AsArray() ?? [];
        string wantedDirectory = (string?)expected["config"]!["WorkingDir"] ?? "";
        string directory = (string?)image.Configuration["config"]?["WorkingDir"] ?? "";
        return
        [
            .. Times(expected, tree),
            .. Different("layers", $"{shape["layers"]}", $"{image.DiffIds.Count}"),
            .. Different("history", $"{shape["history"]}", $"{history.Count}"),
            .. Different("WorkingDir", wantedDirectory, directory),
        ];
    }

    private static IEnumerable<string> Different(string what, string wanted, string actual) =>
        wanted == actual ? [] : [$"shape {what}: expected {wanted}, got {actual}"];

    private static IEnumerable<string> Times(JsonObject expected, ImageLayers tree) =>
        expected["fs"]!.AsObject()
            .Where(pair => tree.Entries.TryGetValue(pair.Key, out ImageEntry? entry) && entry.Type == 'f'
                && ((string)pair.Value!).Split(' ').Contains("T") != (entry.Time == ContextWriter.CommonTime))
            .Select(pair => $"shape {pair.Key}: another time than expected ({pair.Value})");

    /// <summary>What is expected and what there is at every path that differs from the base in either.</summary>
    private static IEnumerable<(string Path, string Want, string Have)> Entries(JsonObject expected, ImageLayers tree, ImageLayers? lower)
    {
        Dictionary<string, string> wanted = expected["fs"]!.AsObject().ToDictionary(p => p.Key, p => WithoutTime((string)p.Value!));
        Dictionary<string, string> changed = tree.Entries
            .Where(pair => lower?.Entries.GetValueOrDefault(pair.Key)?.ToString() != pair.Value.ToString())
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        return wanted.Keys.Union(changed.Keys).Order(StringComparer.Ordinal)
            .Select(path => (path, wanted.GetValueOrDefault(path, Nothing), changed.GetValueOrDefault(path, Nothing)));
    }

    private static SortedDictionary<string, string> Fields(JsonObject config)
    {
        SortedDictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in config)
        {
            string text = value switch
            {
                JsonObject set when name is "ExposedPorts" or "Volumes" => Listed(set.Select(p => p.Key)),
                JsonArray list when name is "Env" or "ExposedPorts" or "Volumes" => Listed(list.Select(v => (string)v!)),
                null => "",
                _ => value.ToJsonString(),
            };
            // ArgsEscaped is in no expected result, though the reference writes it.
            if (name != "ArgsEscaped" && text is not ("" or "[]" or "{}" or "\"\"" or "null" or "false" or "0") && !(name == "WorkingDir" && text == "\"/\""))
            {
                fields[name] = text;
            }
        }

        return fields;
    }

    private static string Listed(IEnumerable<string> values) =>
        new JsonArray([.. values.Order(StringComparer.Ordinal).Select(v => (JsonNode)v)]).ToJsonString();

    private static bool IsCompared(string path, IReadOnlySet<string> volatilePaths) =>
        !volatilePaths.Contains(path) && !IsPlaceOfTheRuntime(path);

    private static bool IsPlaceOfTheRuntime(string path) => PlacesOfTheRuntime.Any(p => path == p || path.StartsWith(p + "/", StringComparison.Ordinal));

    private static string WithoutTime(string entry) => string.Join(' ', entry.Split(' ').Where(word => word != "T"));

    private static string WithoutContent(string entry) => string.Join(' ', entry.Split(' ').Take(3));
}
