using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Outlines;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>The stages of a file that can be built, for <c>--call=targets</c>.</summary>
/// <remarks>BuildKit's subrequest <c>frontend.targets</c>.</remarks>
internal static class TargetsAnswer
{
    /// <summary>A table for people.</summary>
    public static string ToText(Dockerfile dockerfile)
    {
        List<string[]> rows = [["TARGET", "DESCRIPTION"]];
        foreach (Stage stage in dockerfile.Stages)
        {
            string name = stage.Name ?? "";
            bool isDefault = stage.Index == dockerfile.Stages.Length - 1;
            rows.Add([isDefault ? $"{name} (default)".TrimStart() : name, Describe(stage)]);
        }

        return ColumnText.Format(1, rows).TrimEnd('\n');
    }

    /// <summary>The JSON that buildx prints.</summary>
    public static string ToJson(Dockerfile dockerfile)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("targets").BeginArray();
        foreach (Stage stage in dockerfile.Stages)
        {
            json.BeginObject()
                .Member("name", stage.Name)
                .Member("default", stage.Index == dockerfile.Stages.Length - 1)
                .Member("description", Describe(stage))
                .Member("base", stage.From.BaseName)
                .Member("platform", stage.From.Platform);
            JsonLocation.Write(json, stage.From.Lines);
            json.EndObject();
        }

        json.EndArray()
            .Name("sources").BeginArray().String(Convert.ToBase64String(Encoding.UTF8.GetBytes(dockerfile.Source.Text))).EndArray()
            .EndObject();
        return IndentedJson.Format(json);
    }

    private static string Describe(Stage stage) => Description.Of(stage.From.LeadingComments, stage.Name);
}
