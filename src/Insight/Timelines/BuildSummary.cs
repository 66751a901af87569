using System.Globalization;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Timelines;

/// <summary>What a build comes to, in a few lines: the critical path, what the cache did, and the size beside the last build's.</summary>
public static class BuildSummary
{
    private const int MostSteps = 3;
    private const double LeastShare = 0.05;

    /// <summary>The lines.</summary>
    /// <param name="build">The build.</param>
    /// <param name="before">The build of the same thing before it, or null.</param>
    public static IEnumerable<string> Lines(BuildRecord build, BuildRecord? before)
    {
        if (!build.Steps.IsEmpty)
        {
            yield return Cache(build);
        }

        if (build.Hits < build.Steps.Length)
        {
            yield return Path(build);
        }

        if (build.Result is { } result)
        {
            yield return Size(build, result, before?.Result);
        }
    }

    private static string Cache(BuildRecord build)
    {
        TimeSpan saved = TimeSpan.Zero;
        foreach (RecordedStep step in build.Steps)
        {
            saved += step.Saved ?? TimeSpan.Zero;
        }

        int percent = build.Hits * 100 / build.Steps.Length;
        string hits = string.Create(CultureInfo.InvariantCulture, $"{build.Hits} of {build.Steps.Length} steps cached ({percent} %)");
        return saved > TimeSpan.Zero ? $"{hits}, which saved {Amount.Of(saved)}" : hits;
    }

    private static string Path(BuildRecord build)
    {
        CriticalPath path = CriticalPath.Of(build);
        string[] slowest = [.. build.Steps
            .Where(step => path.Steps.Contains(step.Number) && step.IsExecuted && step.Elapsed >= path.Length * LeastShare)
            .OrderByDescending(step => step.Elapsed)
            .Take(MostSteps)
            .OrderBy(step => step.Number)
            .Select(step => $"{build.StageOf(step.Stage)?.Name} {step.Ordinal} ({Amount.Of(step.Elapsed)})")];
        string length = $"critical path {Amount.Of(path.Length)}";
        return slowest.Length == 0 ? length : $"{length}, most of it in {string.Join(", ", slowest)}";
    }

    private static string Size(BuildRecord build, RecordedResult result, RecordedResult? before)
    {
        long size = result.SizeInBytes;
        string text = $"image {Amount.Of(size)}";
        text = before is null ? text
            : size == before.SizeInBytes ? $"{text}, as before"
            : size > before.SizeInBytes ? $"{text}, {Amount.Of(size - before.SizeInBytes)} more than before"
            : $"{text}, {Amount.Of(before.SizeInBytes - size)} less than before";
        return $"{text}{LargestLayers(build, result)}";
    }

    /// <summary>The lines of the Dockerfile whose layers make up most of the image; nothing where its own lines are a small part of it.</summary>
    private static string LargestLayers(BuildRecord build, RecordedResult result)
    {
        List<(int Line, long Size)> layers = [];
        foreach (RecordedLayer layer in result.Layers)
        {
            RecordedStep? maker = build.Steps.LastOrDefault(step => step.Line > 0 && step.Layer?.DiffId == layer.DiffId);
            if (maker is not null && layer.SizeInBytes >= result.SizeInBytes * LeastShare)
            {
                layers.Add((maker.Line, layer.SizeInBytes));
            }
        }

        layers.Sort(static (left, right) => right.Size.CompareTo(left.Size));
        return layers.Count == 0 ? "" : $"; line {string.Join(", line ", layers.Take(MostSteps).Select((layer, place) => $"{layer.Line}{(place == 0 ? " gives" : "")} {Amount.Of(layer.Size)}"))}";
    }
}
