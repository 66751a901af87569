using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found, in the JSON that buildx prints for <c>--call=check,format=json</c>.</summary>
internal static class CheckJson
{
    /// <summary>The document; advice of our own stands apart in <c>advice</c>.</summary>
    public static string Format(CheckResult result, SourceText source)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("warnings");
        Write(json, result.Warnings);
        json.Name("advice");
        Write(json, result.Advice);
        json.Name("sources").BeginArray().BeginObject()
            .Name("filename").String(source.FileName)
            .Name("language").String("Dockerfile")
            .Name("data").String(Convert.ToBase64String(Encoding.UTF8.GetBytes(source.Text)))
            .EndObject().EndArray().EndObject();
        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static void Write(CanonicalJsonWriter json, IEnumerable<CheckWarning> warnings)
    {
        json.BeginArray();
        foreach (CheckWarning warning in warnings)
        {
            json.BeginObject()
                .Name("ruleName").String(warning.RuleName)
                .Name("description").String(warning.Description)
                .Member("url", warning.Url)
                .Name("detail").String(warning.Detail)
                .Name("location").BeginObject().Name("ranges").BeginArray().BeginObject();
            Write(json, "start", warning.Lines.Start);
            Write(json, "end", warning.Lines.End);
            json.EndObject().EndArray().EndObject().EndObject();
        }

        json.EndArray();
    }

    private static void Write(CanonicalJsonWriter json, string name, int line) =>
        json.Name(name).BeginObject().Name("line").Number(line).Name("character").Number(0).EndObject();
}
