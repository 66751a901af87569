using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found, in SARIF 2.1.0.</summary>
internal static class CheckSarif
{
    /// <summary>The log with one run.</summary>
    public static string Format(CheckReport report)
    {
        Finding[] findings = [.. report.Findings()];
        List<string> rules = [];
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("$schema").String("https://json.schemastore.org/sarif-2.1.0.json")
            .Name("version").String("2.1.0")
            .Name("runs").BeginArray().BeginObject()
            .Name("tool").BeginObject().Name("driver").BeginObject()
            .Name("name").String("sharpbuild")
            .Name("version").String(ProgramVersion.Text)
            .Name("rules").BeginArray();
        foreach (Finding finding in findings)
        {
            if (!rules.Contains(finding.Rule))
            {
                rules.Add(finding.Rule);
                WriteRule(json, finding);
            }
        }

        json.EndArray().EndObject().EndObject()
            .Name("columnKind").String("utf16CodeUnits")
            .Name("results").BeginArray();
        foreach (Finding finding in findings)
        {
            WriteResult(json, finding, report.Source, rules.IndexOf(finding.Rule));
        }

        json.EndArray().EndObject().EndArray().EndObject();
        return IndentedJson.Format(json);
    }

    private static void WriteRule(CanonicalJsonWriter json, Finding finding) => json.BeginObject()
        .Name("id").String(finding.Rule)
        .Member("helpUri", finding.Url)
        .Name("shortDescription").BeginObject().Name("text").String(finding.Description).EndObject()
        .Name("defaultConfiguration").BeginObject().Name("level").String(Level(finding)).EndObject()
        .EndObject();

    private static void WriteResult(CanonicalJsonWriter json, Finding finding, SourceText source, int ruleIndex)
    {
        json.BeginObject()
            .Name("ruleId").String(finding.Rule)
            .Name("ruleIndex").Number(ruleIndex)
            .Name("level").String(Level(finding))
            .Name("message").BeginObject().Name("text").String(finding.Detail).EndObject()
            .Name("locations").BeginArray().BeginObject().Name("physicalLocation").BeginObject()
            .Name("artifactLocation").BeginObject().Name("uri").String(ReportedPath.ToUri(source.FileName)).EndObject();
        LinePosition start = source.GetLinePosition(finding.Span.Start);
        LinePosition end = source.GetLinePosition(finding.Span.End);
        json.Name("region").BeginObject()
            .Name("startLine").Number(start.Line).Name("startColumn").Number(start.Column)
            .Name("endLine").Number(end.Line).Name("endColumn").Number(end.Column)
            .EndObject().EndObject().EndObject().EndArray().EndObject();
    }

    private static string Level(Finding finding) => finding.Level switch
    {
        FindingLevel.Error => "error",
        FindingLevel.Warning => "warning",
        _ => "note",
    };
}
