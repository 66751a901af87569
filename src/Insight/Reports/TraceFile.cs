using Sharpbuild.Builder.History;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Reports;

/// <summary>A build as a trace for Perfetto and chrome://tracing.</summary>
/// <remarks>Trace Event Format, JSON object form: complete events (<c>ph</c> X), times in microseconds; a stage is a thread.</remarks>
public static class TraceFile
{
    /// <summary>The document.</summary>
    public static byte[] Write(BuildRecord build)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("displayTimeUnit").String("ms").Name("traceEvents").BeginArray();
        foreach (RecordedStage stage in build.Stages)
        {
            json.BeginObject().Name("name").String("thread_name").Name("ph").String("M").Name("pid").Number(1).Name("tid").Number(stage.Index + 1)
                .Name("args").BeginObject().Name("name").String(stage.Name).EndObject().EndObject();
        }

        foreach (RecordedStep step in build.Steps)
        {
            Begin(json, step.Text, step.Outcome, step.Started, step.Completed - step.Started, step.Stage + 1)
                .Name("args").BeginObject().Name("line").Number(step.Line).Member("reason", step.Reason).Member("error", step.Error)
                .Member("layer", step.Layer?.DiffId).EndObject().EndObject();
        }

        foreach (RecordedExport export in build.Exports)
        {
            Begin(json, $"export {export.Kind} {export.Destination}".TrimEnd(), "export", export.Started, export.Compress + export.Write, 0).EndObject();
        }

        return json.EndArray().EndObject().ToArray();
    }

    private static CanonicalJsonWriter Begin(CanonicalJsonWriter json, string name, string category, DateTimeOffset started, TimeSpan elapsed, int thread) =>
        json.BeginObject().Name("name").String(name).Name("cat").String(category).Name("ph").String("X")
            .Name("ts").Number((started - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond)
            .Name("dur").Number(elapsed.Ticks / TimeSpan.TicksPerMicrosecond)
            .Name("pid").Number(1).Name("tid").Number(thread);
}
