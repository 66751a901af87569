using System.Globalization;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Builds;

/// <summary>A record as lines of text.</summary>
public static class RecordText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(BuildRecord build)
    {
        yield return $"Build:      {build.Id}";
        yield return $"Outcome:    {build.Outcome}{(build.Error is null ? "" : $": {build.Error}")}";
        yield return $"Started:    {build.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";
        yield return $"Duration:   {Seconds(build.Elapsed)}";
        yield return $"Context:    {build.Options.Context}";
        yield return $"Dockerfile: {build.FileName}";
        yield return $"Platform:   {build.Options.Platform}";
        foreach (string tag in build.Options.Tags)
        {
            yield return $"Tag:        {tag}";
        }

        if (build.Result is { } result)
        {
            yield return $"Image:      {result.ImageId}";
        }

        yield return "";
        yield return $"{"STEP",-6}{"LINE",-6}{"OUTCOME",-13}{"QUEUE",9}{"RUN",9}{"DIFF",9}{"COMMIT",9}{"CPU",9}{"MEMORY",12}{"LAYER",12}  INSTRUCTION";
        foreach (RecordedStep step in build.Steps)
        {
            yield return Line(step);
        }

        foreach (RecordedExport export in build.Exports)
        {
            yield return "";
            yield return $"Output {export.Kind}{(export.Destination is null ? "" : $" to {export.Destination}")}: compressing {Seconds(export.Compress)}, writing {Seconds(export.Write)}";
        }
    }

    private static string Line(RecordedStep step)
    {
        StepFigures? figures = step.Figures;
        string times = figures is null
            ? $"{"",36}"
            : $"{Seconds(figures.Queue),9}{Seconds(figures.Run),9}{Seconds(figures.Diff),9}{Seconds(figures.Commit),9}";
        string usage = figures?.Usage is { } used ? $"{Seconds(used.CpuTime),9}{used.PeakMemoryInBytes,12}" : $"{"",21}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{$"#{step.Number}",-6}{step.Line,-6}{step.Outcome,-13}{times}{usage}{step.Layer?.SizeInBytes ?? 0,12}  {step.Text.ReplaceLineEndings(" ")}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000}s");
}
