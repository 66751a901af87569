using System.Globalization;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Reports;

/// <summary>A build as OpenTelemetry spans: one for the build, below it one for each step and each output.</summary>
/// <remarks>OTLP/JSON, ExportTraceServiceRequest of opentelemetry-proto; ids are derived from the build's name, so that a file can be sent twice.</remarks>
public static class SpanFile
{
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;
    private const int Internal = 1;
    private const int StatusOk = 1;
    private const int StatusError = 2;

    /// <summary>The document.</summary>
    public static byte[] Write(BuildRecord build)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("resourceSpans").BeginArray().BeginObject().Name("resource").BeginObject().Name("attributes").BeginArray();
        Attribute(json, "service.name", "sharpbuild");
        json.EndArray().EndObject().Name("scopeSpans").BeginArray().BeginObject()
            .Name("scope").BeginObject().Name("name").String("sharpbuild").EndObject().Name("spans").BeginArray();
        Begin(json, build, "build", "build", parent: null, build.Started, build.Completed);
        Attribute(json, "sharpbuild.build", build.Id);
        Attribute(json, "sharpbuild.manifest", build.Result?.Manifest);
        End(json, build.Error);
        foreach (RecordedStep step in build.Steps)
        {
            Begin(json, build, step.Text, $"step {step.Number}", "build", step.Started, step.Completed);
            Attribute(json, "sharpbuild.outcome", step.Outcome);
            Attribute(json, "sharpbuild.reason", step.Reason);
            Attribute(json, "sharpbuild.layer", step.Layer?.DiffId);
            End(json, step.Error);
        }

        foreach (RecordedExport export in build.Exports)
        {
            Begin(json, build, $"export {export.Kind}", $"export {export.Kind} {export.Destination}", "build", export.Started, export.Started + export.Compress + export.Write);
            End(json, error: null);
        }

        return json.EndArray().EndObject().EndArray().EndObject().EndArray().EndObject().ToArray();
    }

    private static void Begin(CanonicalJsonWriter json, BuildRecord build, string name, string id, string? parent, DateTimeOffset started, DateTimeOffset completed) => json.BeginObject()
        .Name("traceId").String(CacheKey.Digest(build.Id)[..TraceDigits])
        .Name("spanId").String(SpanId(build, id))
        .Member("parentSpanId", parent is null ? null : SpanId(build, parent))
        .Name("name").String(name)
        .Name("kind").Number(Internal)
        .Name("startTimeUnixNano").String(Nanoseconds(started))
        .Name("endTimeUnixNano").String(Nanoseconds(completed))
        .Name("attributes").BeginArray();

    private static void End(CanonicalJsonWriter json, string? error) =>
        json.EndArray().Name("status").BeginObject().Name("code").Number(error is null ? StatusOk : StatusError).Member("message", error).EndObject().EndObject();

    private static void Attribute(CanonicalJsonWriter json, string key, string? value)
    {
        if (value is not null)
        {
            json.BeginObject().Name("key").String(key).Name("value").BeginObject().Name("stringValue").String(value).EndObject().EndObject();
        }
    }

    private static string SpanId(BuildRecord build, string id) => CacheKey.Digest(build.Id, id)[..SpanDigits];

    private static string Nanoseconds(DateTimeOffset time) =>
        ((time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);
}
