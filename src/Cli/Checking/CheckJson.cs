using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found, in the JSON that buildx prints for <c>--call=check,format=json</c>.</summary>
/// <remarks>BuildKit's <c>LintResults</c>. Two things differ: an empty list is <c>[]</c> and not null, and our own advice stands in a member of its own.</remarks>
internal static class CheckJson
{
    /// <summary>The document.</summary>
    public static string Format(CheckReport report)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject();
        Write(json, "warnings", report.Warnings);
        json.Name("sources").BeginArray().BeginObject()
            .Name("filename").String(report.Source.FileName)
            .Name("data").String(Convert.ToBase64String(Encoding.UTF8.GetBytes(report.Source.Text)))
            .Name("language").String("Dockerfile")
            .EndObject().EndArray();
        if (report.Errors is [var error, ..])
        {
            int line = report.Source.GetLinePosition(error.Span.Start).Line;
            json.Name("buildError").BeginObject().Name("message").String(error.Message);
            JsonLocation.Write(json, new LineRange(line, line));
            json.EndObject();
        }

        if (!report.Advice.IsEmpty)
        {
            Write(json, "advice", report.Advice);
        }

        json.EndObject();
        return IndentedJson.Format(json);
    }

    private static void Write(CanonicalJsonWriter json, string name, IEnumerable<CheckWarning> warnings)
    {
        json.Name(name).BeginArray();
        foreach (CheckWarning warning in warnings)
        {
            json.BeginObject()
                .Name("ruleName").String(warning.RuleName)
                .Name("description").String(warning.Description)
                .Member("url", warning.Url)
                .Name("detail").String(warning.Detail);
            JsonLocation.Write(json, warning.Lines);
            json.EndObject();
        }

        json.EndArray();
    }
}
