using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>The questions that can be asked about a Dockerfile, for <c>--call=describe</c>.</summary>
/// <remarks>BuildKit's subrequest <c>frontend.subrequests.describe</c>, which names the same three.</remarks>
internal static class DescribeAnswer
{
    private const string Version = "1.0.0";
    private const string Prefix = "frontend.";

    private static readonly (string Name, string Description)[] Methods =
    [
        ("frontend.outline", "Lists what a build of the target takes"),
        ("frontend.targets", "Lists the targets that can be built"),
        ("frontend.subrequests.describe", "Lists the questions that can be asked"),
    ];

    /// <summary>A table for people.</summary>
    public static string ToText()
    {
        List<string[]> rows = [["NAME", "VERSION", "DESCRIPTION"]];
        foreach ((string name, string description) in Methods)
        {
            rows.Add([name[Prefix.Length..], Version, description]);
        }

        return ColumnText.Format(1, rows).TrimEnd('\n');
    }

    /// <summary>The JSON that buildx prints.</summary>
    public static string ToJson()
    {
        CanonicalJsonWriter json = new();
        json.BeginArray();
        foreach ((string name, string description) in Methods)
        {
            json.BeginObject()
                .Name("name").String(name)
                .Name("version").String(Version)
                .Name("type").String("rpc")
                .Name("description").String(description)
                .Name("opts").BeginArray();
            if (name == "frontend.outline")
            {
                WriteNamed(json, "target", "Stage to build");
            }

            json.EndArray().Name("inputs").BeginArray().EndArray().Name("metadata").BeginArray();
            WriteNamed(json, "result.json", "");
            WriteNamed(json, "result.txt", "");
            json.EndArray().Name("refs").BeginArray().EndArray().EndObject();
        }

        json.EndArray();
        return IndentedJson.Format(json);
    }

    private static void WriteNamed(CanonicalJsonWriter json, string name, string description) =>
        json.BeginObject().Name("name").String(name).Name("description").String(description).EndObject();
}
