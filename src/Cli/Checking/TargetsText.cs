using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>The stages of a file that can be built, for <c>--call=targets</c>.</summary>
internal static class TargetsText
{
    /// <summary>A table, or the JSON that buildx prints.</summary>
    public static string Format(Dockerfile dockerfile, bool asJson)
    {
        if (!asJson)
        {
            return string.Join('\n', [$"{"TARGET",-24}BASE", .. dockerfile.Stages.Select(stage => $"{NameOf(stage, dockerfile),-24}{stage.From.BaseName}")]);
        }

        CanonicalJsonWriter json = new();
        json.BeginObject().Name("targets").BeginArray();
        foreach (Stage stage in dockerfile.Stages)
        {
            json.BeginObject()
                .Member("name", stage.Name)
                .Member("default", stage.Index == dockerfile.Stages.Length - 1)
                .Name("base").String(stage.From.BaseName)
                .Member("platform", stage.From.Platform)
                .EndObject();
        }

        json.EndArray().EndObject();
        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static string NameOf(Stage stage, Dockerfile dockerfile) =>
        $"{stage.Name ?? $"{stage.Index}"}{(stage.Index == dockerfile.Stages.Length - 1 ? " (default)" : "")}";
}
