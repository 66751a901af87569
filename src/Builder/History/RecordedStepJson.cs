using Sharpbuild.Oci.Json;

namespace Sharpbuild.Builder.History;

/// <summary>Steps of build records as JSON.</summary>
public static class RecordedStepJson
{
    /// <summary>Writes a step.</summary>
    internal static void Write(CanonicalJsonWriter json, RecordedStep step)
    {
        json.BeginObject()
            .Name("number").Number(step.Number)
            .Name("stage").Number(step.Stage)
            .Name("ordinal").Number(step.Ordinal)
            .Name("line").Number(step.Line)
            .Name("text").String(step.Text)
            .Name("createdBy").String(step.CreatedBy)
            .Numbers("needs", step.Needs.AsSpan())
            .Name("key").String(step.Key)
            .Parts("parts", step.Parts.AsSpan())
            .Name("outcome").String(step.Outcome)
            .Text("reason", step.Reason)
            .Text("error", step.Error)
            .Time("started", step.Started)
            .Time("completed", step.Completed)
            .Name("figures");
        Write(json, step.Figures);
        (step.Saved is { } saved ? json.Duration("saved", saved) : json.Name("saved").Null()).Name("layer");
        if (step.Layer is { } layer)
        {
            json.BeginObject()
                .Name("diffId").String(layer.DiffId)
                .Name("contentDigest").String(layer.ContentDigest)
                .Name("sizeInBytes").Number(layer.SizeInBytes)
                .EndObject();
        }
        else
        {
            json.Null();
        }

        json.Name("logSizeInBytes").Number(step.LogSizeInBytes).Member("source", step.Source).EndObject();
    }

    /// <summary>Writes figures: durations in microseconds, sizes in bytes.</summary>
    public static void Write(CanonicalJsonWriter json, StepFigures? figures)
    {
        if (figures is null)
        {
            json.Null();
            return;
        }

        json.BeginObject()
            .Duration("queue", figures.Queue)
            .Duration("run", figures.Run)
            .Duration("diff", figures.Diff)
            .Duration("commit", figures.Commit)
            .Name("layerSizeInBytes").Number(figures.LayerSizeInBytes)
            .Name("usage");
        if (figures.Usage is { } usage)
        {
            json.BeginObject()
                .Duration("cpuTime", usage.CpuTime)
                .Name("peakMemoryInBytes").Number(usage.PeakMemoryInBytes)
                .Name("bytesRead").Number(usage.BytesRead)
                .Name("bytesWritten").Number(usage.BytesWritten)
                .EndObject();
        }
        else
        {
            json.Null();
        }

        json.EndObject();
    }
}
