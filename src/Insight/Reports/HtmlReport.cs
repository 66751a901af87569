using System.Text;

using Sharpbuild.Builder.History;
using Sharpbuild.Insight.Layers;
using Sharpbuild.Insight.Timelines;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Reports;

/// <summary>A build as one HTML page that needs nothing else: its style, its script and its data are inside.</summary>
public static class HtmlReport
{
    private const string Folder = "Sharpbuild.Insight.Reports.Page.";

    /// <summary>The page.</summary>
    /// <param name="build">The build.</param>
    /// <param name="before">The build of the same thing before it, or null.</param>
    /// <param name="logs">The logs of its steps, by number.</param>
    /// <param name="layers">The layers of its image; null where the store does not have them.</param>
    public static string Write(BuildRecord build, BuildRecord? before, IReadOnlyDictionary<int, StepLog> logs, LayerStack? layers) => Resource("report.html")
        .Replace("{{report.css}}", Resource("report.css"), StringComparison.Ordinal)
        .Replace("{{report.js}}", Resource("report.js"), StringComparison.Ordinal)
        .Replace("{{build}}", Embedded(BuildRecordJson.Write(build)), StringComparison.Ordinal)
        .Replace("{{more}}", Embedded(More(build, before, logs, layers)), StringComparison.Ordinal);

    private static byte[] More(BuildRecord build, BuildRecord? before, IReadOnlyDictionary<int, StepLog> logs, LayerStack? layers)
    {
        CriticalPath path = CriticalPath.Of(build);
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
        (before?.Result is { } result ? json.Number(result.SizeInBytes) : json.Null()).Name("logs").BeginArray();
        foreach ((int step, StepLog log) in logs)
        {
            json.BeginObject().Name("step").Number(step).Name("clipped").Boolean(log.IsClipped).Name("text").String(log.Text).EndObject();
        }

        json.EndArray().Name("layers");
        LayerJson.Write(json, layers);
        return json.Name("advice").BeginArray().EndArray().EndObject().ToArray();
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
