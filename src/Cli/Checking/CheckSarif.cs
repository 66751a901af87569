using System.Text;

using Sharpbuild.Cli.Commands;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found, in SARIF 2.1.0.</summary>
internal static class CheckSarif
{
    /// <summary>The log with one run.</summary>
    public static string Format(CheckResult result, SourceText source)
    {
        CheckWarning[] all = [.. result.Warnings, .. result.Advice];
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("version").String("2.1.0")
            .Name("$schema").String("https://json.schemastore.org/sarif-2.1.0.json")
            .Name("runs").BeginArray().BeginObject()
            .Name("tool").BeginObject().Name("driver").BeginObject()
            .Name("name").String("sharpbuild")
            .Name("version").String(VersionCommand.Version)
            .Name("rules").BeginArray();
        foreach (CheckWarning rule in all.DistinctBy(warning => warning.RuleName))
        {
            json.BeginObject().Name("id").String(rule.RuleName).Member("helpUri", rule.Url)
                .Name("shortDescription").BeginObject().Name("text").String(rule.Description).EndObject()
                .EndObject();
        }

        json.EndArray().EndObject().EndObject().Name("results").BeginArray();
        foreach (CheckWarning warning in all)
        {
            WriteResult(json, warning, source, result.Warnings.Contains(warning) ? "warning" : "note");
        }

        json.EndArray().EndObject().EndArray().EndObject();
        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static void WriteResult(CanonicalJsonWriter json, CheckWarning warning, SourceText source, string level) => json
        .BeginObject()
        .Name("ruleId").String(warning.RuleName)
        .Name("level").String(level)
        .Name("message").BeginObject().Name("text").String(warning.Detail).EndObject()
        .Name("locations").BeginArray().BeginObject().Name("physicalLocation").BeginObject()
        .Name("artifactLocation").BeginObject().Name("uri").String(source.FileName.Replace('\\', '/')).EndObject()
        .Name("region").BeginObject().Name("startLine").Number(warning.Lines.Start).Name("endLine").Number(warning.Lines.End).EndObject()
        .EndObject().EndObject().EndArray()
        .EndObject();
}
