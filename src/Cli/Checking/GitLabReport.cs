using Sharpbuild.Builder.Caching;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found as a code quality report of GitLab.</summary>
internal static class GitLabReport
{
    /// <summary>The array of issues.</summary>
    public static string Format(CheckReport report)
    {
        string path = ReportedPath.Of(report.Source.FileName);
        HashSet<string> fingerprints = [];
        CanonicalJsonWriter json = new();
        json.BeginArray();
        foreach (Finding finding in report.Findings())
        {
            json.BeginObject()
                .Name("description").String(finding.Detail)
                .Name("check_name").String(finding.Rule)
                .Name("fingerprint").String(Fingerprint(finding, path, report.Source, fingerprints))
                .Name("severity").String(finding.Level switch { FindingLevel.Error => "critical", FindingLevel.Warning => "minor", _ => "info" })
                .Name("location").BeginObject()
                .Name("path").String(path)
                .Name("lines").BeginObject().Name("begin").Number(finding.Lines.Start).Name("end").Number(finding.Lines.End).EndObject()
                .EndObject().EndObject();
        }

        json.EndArray();
        return IndentedJson.Format(json);
    }

    /// <summary>Stays the same when the instruction moves; equal findings are told apart by their order.</summary>
    private static string Fingerprint(Finding finding, string path, SourceText source, HashSet<string> taken)
    {
        string text = source.Text.Substring(finding.Span.Start, finding.Span.Length);
        for (int number = 0; ; number++)
        {
            string fingerprint = CacheKey.Digest("finding", finding.Rule, path, text, finding.Detail, $"{number}");
            if (taken.Add(fingerprint))
            {
                return fingerprint;
            }
        }
    }
}
