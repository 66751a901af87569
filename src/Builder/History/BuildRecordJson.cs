using System.Text.Json;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Builder.History;

/// <summary>Build records as JSON, in the form that docs/history.md describes.</summary>
public static class BuildRecordJson
{
    /// <summary>Reads a record.</summary>
    /// <exception cref="InvalidContentException">It is no record, or of a form that this program does not know.</exception>
    public static BuildRecord Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            BuildRecord? record = JsonSerializer.Deserialize(json, HistoryJsonContext.Default.BuildRecord);
            return record is { Version: BuildRecord.CurrentVersion } ? record
                : throw new InvalidContentException($"the build record {name} has a form that this version does not know");
        }
        catch (Exception damage) when (damage is JsonException or OverflowException or FormatException)
        {
            throw new InvalidContentException($"the build record {name} is damaged: {damage.Message}");
        }
    }

    /// <summary>The record as bytes.</summary>
    public static byte[] Write(BuildRecord record)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("version").Number(record.Version)
            .Name("id").String(record.Id)
            .Name("outcome").String(record.Outcome)
            .Text("error", record.Error)
            .Name("errorLine").Number(record.ErrorLine)
            .Time("started", record.Started)
            .Time("completed", record.Completed)
            .Texts("names", record.Names.AsSpan())
            .Name("options");
        Write(json, record.Options);
        json.Name("fileName").String(record.FileName)
            .Name("dockerfile").String(record.Dockerfile)
            .Text("ignore", record.Ignore)
            .Name("stages").BeginArray();
        foreach (RecordedStage stage in record.Stages)
        {
            Write(json, stage);
        }

        json.EndArray().Name("target").Number(record.Target).Name("steps").BeginArray();
        foreach (RecordedStep step in record.Steps)
        {
            RecordedStepJson.Write(json, step);
        }

        json.EndArray().Name("exports").BeginArray();
        foreach (RecordedExport export in record.Exports)
        {
            Write(json, export);
        }

        json.EndArray().Name("result");
        Write(json, record.Result);
        json.Texts("notices", record.Notices.AsSpan())
            .Name("touched").BeginObject().Name("count").Number(record.Touched.Count).Texts("examples", record.Touched.Examples.AsSpan()).EndObject()
            .EndObject();
        return json.ToArray();
    }

    /// <summary>Writes a member with a string or null.</summary>
    public static CanonicalJsonWriter Text(this CanonicalJsonWriter json, string name, string? value) =>
        value is null ? json.Name(name).Null() : json.Name(name).String(value);

    /// <summary>Writes a member with a number or null.</summary>
    public static CanonicalJsonWriter Number(this CanonicalJsonWriter json, string name, long? value) =>
        value is { } number ? json.Name(name).Number(number) : json.Name(name).Null();

    /// <summary>Writes a member with a point in time.</summary>
    public static CanonicalJsonWriter Time(this CanonicalJsonWriter json, string name, DateTimeOffset time) =>
        json.Name(name).String(Rfc3339.Format(new UnixTime(time.ToUnixTimeSeconds(), (int)(time.Ticks % TimeSpan.TicksPerSecond) * 100)));

    /// <summary>Writes a member with a duration in microseconds.</summary>
    public static CanonicalJsonWriter Duration(this CanonicalJsonWriter json, string name, TimeSpan time) =>
        json.Name(name).Number(time.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes a member with an array of strings, which may be empty.</summary>
    public static CanonicalJsonWriter Texts(this CanonicalJsonWriter json, string name, ReadOnlySpan<string> values)
    {
        json.Name(name).BeginArray();
        foreach (string value in values)
        {
            json.String(value);
        }

        return json.EndArray();
    }

    /// <summary>Writes a member with an array of numbers.</summary>
    public static CanonicalJsonWriter Numbers(this CanonicalJsonWriter json, string name, ReadOnlySpan<int> values)
    {
        json.Name(name).BeginArray();
        foreach (int value in values)
        {
            json.Number(value);
        }

        return json.EndArray();
    }

    /// <summary>Writes a member with an array of names and values.</summary>
    public static CanonicalJsonWriter Parts(this CanonicalJsonWriter json, string name, ReadOnlySpan<KeyPart> parts)
    {
        json.Name(name).BeginArray();
        foreach (KeyPart part in parts)
        {
            json.BeginObject().Name("name").String(part.Name).Name("value").String(part.Value).EndObject();
        }

        return json.EndArray();
    }

    private static void Write(CanonicalJsonWriter json, RecordedOptions options)
    {
        json.BeginObject()
            .Name("context").String(options.Context)
            .Text("target", options.Target)
            .Name("platform").String(options.Platform)
            .Texts("tags", options.Tags.AsSpan())
            .Parts("buildArguments", options.BuildArguments.AsSpan())
            .Parts("namedContexts", options.NamedContexts.AsSpan())
            .Texts("outputs", options.Outputs.AsSpan())
            .Texts("secrets", options.Secrets.AsSpan())
            .Name("noCache").Boolean(options.NoCache)
            .Name("jobs").Number(options.Jobs)
            .Number("sourceDateEpoch", options.SourceDateEpoch)
            .Text("network", options.Network)
            .Texts("allowed", options.Allowed.AsSpan())
            .Parts("extraHosts", options.ExtraHosts.AsSpan())
            .Number("memoryInBytes", options.MemoryInBytes)
            .Number("cpuQuotaInMicroseconds", options.CpuQuotaInMicroseconds)
            .Number("cpuPeriodInMicroseconds", options.CpuPeriodInMicroseconds)
            .EndObject();
    }

    private static void Write(CanonicalJsonWriter json, RecordedStage stage) => json.BeginObject()
        .Name("index").Number(stage.Index)
        .Name("name").String(stage.Name)
        .Name("line").Number(stage.Line)
        .Name("platform").String(stage.Platform)
        .Name("base").BeginObject()
            .Name("kind").String(stage.Base.Kind)
            .Name("name").String(stage.Base.Name)
            .Text("source", stage.Base.Source)
            .Text("digest", stage.Base.Digest)
            .EndObject()
        .Numbers("needs", stage.Needs.AsSpan())
        .Name("layerSteps").Number(stage.LayerSteps)
        .EndObject();

    private static void Write(CanonicalJsonWriter json, RecordedExport export) => json.BeginObject()
        .Name("kind").String(export.Kind)
        .Text("destination", export.Destination)
        .Time("started", export.Started)
        .Duration("compress", export.Compress)
        .Duration("write", export.Write)
        .EndObject();

    private static void Write(CanonicalJsonWriter json, RecordedResult? result)
    {
        if (result is null)
        {
            json.Null();
            return;
        }

        json.BeginObject()
            .Name("manifest").String(result.Manifest)
            .Name("imageId").String(result.ImageId)
            .Texts("names", result.Names.AsSpan())
            .Name("layers").BeginArray();
        foreach (RecordedLayer layer in result.Layers)
        {
            json.BeginObject().Name("diffId").String(layer.DiffId).Name("sizeInBytes").Number(layer.SizeInBytes).EndObject();
        }

        json.EndArray().EndObject();
    }
}
