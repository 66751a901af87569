using System.Text;

using Sharpbuild.Builder.History;
using Sharpbuild.Insight.Advising;
using Sharpbuild.Insight.Timelines;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Reports;

/// <summary>A build as one HTML page that needs nothing else: its style, its script and its data are inside.</summary>
public static class HtmlReport
{
    private const string Folder = "Sharpbuild.Insight.Reports.Page.";

    /// <summary>The page.</summary>
    public static string Write(ReportMaterial material) => Resource("report.html")
        .Replace("{{report.css}}", Resource("report.css"), StringComparison.Ordinal)
        .Replace("{{report.js}}", Resource("report.js"), StringComparison.Ordinal)
        .Replace("{{build}}", Embedded(BuildRecordJson.Write(material.Build)), StringComparison.Ordinal)
        .Replace("{{more}}", Embedded(More(material)), StringComparison.Ordinal);

    private static byte[] More(ReportMaterial material)
    {
        CriticalPath path = CriticalPath.Of(material.Build);
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("critical").BeginArray();
        foreach (int step in path.Steps)
        {
            json.Number(step);
        }

        json.EndArray()
            .Name("criticalTime").Number(path.Length.Ticks / TimeSpan.TicksPerMicrosecond)
            .Name("sizeBefore");
        (material.Before?.Result is { } result ? json.Number(result.SizeInBytes) : json.Null()).Name("logs").BeginArray();
        foreach ((int step, StepLog log) in material.Logs)
        {
            json.BeginObject().Name("step").Number(step).Name("clipped").Boolean(log.IsClipped).Name("text").String(log.Text).EndObject();
        }

        json.EndArray().Name("layers");
        LayerJson.Write(json, material.Layers);
        WriteAdvice(json, material.Advice, material.Subject);
        return json.EndObject().ToArray();
    }

    private static void WriteAdvice(CanonicalJsonWriter json, Advice? advice, AdviceSubject? subject)
    {
        json.Name("advisedBuilds").Number(advice?.Series.Length ?? 0).Name("advice").BeginArray();
        foreach (Proposal proposal in advice?.Proposals ?? [])
        {
            json.BeginObject()
                .Name("title").String(proposal.Text)
                .Name("line").Number(proposal.Line)
                .Name("time").Number((long)(proposal.SecondsSaved * TimeSpan.MicrosecondsPerSecond))
                .Name("bytes").Number(proposal.WrittenSavedInBytes)
                .Name("patch").String(proposal.After is null ? "" : subject!.Patch.Of(proposal.Before, proposal.After))
                .EndObject();
        }

        json.EndArray();
    }

    /// <summary>JSON that may stand in a script element: in JSON <c>&lt;</c> occurs in strings only, so nothing can end the element.</summary>
    private static string Embedded(byte[] json) => Encoding.UTF8.GetString(json).Replace("<", "\\u003c", StringComparison.Ordinal);

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(Folder + name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
