using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Outlines;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>What a target takes, for <c>--call=outline</c>.</summary>
/// <remarks>BuildKit's subrequest <c>frontend.outline</c>.</remarks>
internal static class OutlineAnswer
{
    /// <summary>Tables for people: the target, arguments, secrets and agents, each only where there is something to show.</summary>
    public static string ToText(DockerfileOutline outline)
    {
        StringBuilder text = new();
        if (outline.Name.Length > 0)
        {
            List<string[]> rows = [["TARGET:", outline.Name]];
            if (outline.Description.Length > 0)
            {
                rows.Add(["DESCRIPTION:", outline.Description]);
            }

            text.Append(ColumnText.Format(1, rows)).Append('\n');
        }

        Append(text, ["BUILD ARG", "VALUE", "DESCRIPTION"], [.. outline.Arguments.Select(entry => (string[])[entry.Name, entry.Value, entry.Description])]);
        Append(text, ["SECRET", "REQUIRED"], [.. outline.Secrets.Select(ToRow)]);
        Append(text, ["SSH", "REQUIRED"], [.. outline.Agents.Select(ToRow)]);
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The JSON that buildx prints.</summary>
    public static string ToJson(DockerfileOutline outline, SourceText source)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Member("name", outline.Name).Member("description", outline.Description);
        Write(json, "args", outline.Arguments);
        Write(json, "secrets", outline.Secrets);
        Write(json, "ssh", outline.Agents);
        json.Name("sources").BeginArray().String(Convert.ToBase64String(Encoding.UTF8.GetBytes(source.Text))).EndArray().EndObject();
        return IndentedJson.Format(json);
    }

    private static string[] ToRow(OutlineEntry entry) => [entry.Name, entry.Required ? "true" : ""];

    private static void Append(StringBuilder text, string[] heading, List<string[]> rows)
    {
        if (rows.Count > 0)
        {
            text.Append(ColumnText.Format(3, [heading, .. rows])).Append('\n');
        }
    }

    private static void Write(CanonicalJsonWriter json, string name, IReadOnlyCollection<OutlineEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        json.Name(name).BeginArray();
        foreach (OutlineEntry entry in entries)
        {
            json.BeginObject().Name("name").String(entry.Name)
                .Member("description", entry.Description)
                .Member("value", entry.Value)
                .Member("required", entry.Required);
            JsonLocation.Write(json, entry.Lines);
            json.EndObject();
        }

        json.EndArray();
    }
}
