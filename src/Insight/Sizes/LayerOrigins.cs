using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Insight.Sizes;

/// <summary>The instructions that made the layers of an image, and their lines where a record of a build knows them.</summary>
internal sealed class LayerOrigins
{
    private const int MostLookedAt = 64;

    private readonly List<string> _instructions = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Looks into the image's history and the records of builds, those of this image first.</summary>
    public static LayerOrigins Find(OpenedImage image, RecordStore records)
    {
        LayerOrigins origins = new();
        foreach (HistoryEntry entry in image.Config.History)
        {
            if (!entry.EmptyLayer)
            {
                origins._instructions.Add(entry.CreatedBy ?? "");
            }
        }

        string manifest = image.Digest.ToString();
        List<BuildRecord> builds = [.. records.List().Take(MostLookedAt).Select(records.TryRead).OfType<BuildRecord>()];
        foreach (BuildRecord build in builds.Where(build => build.Result?.Manifest == manifest).Concat(builds))
        {
            foreach (RecordedStep step in build.Steps)
            {
                if (step.Layer is { } layer)
                {
                    origins._lines.TryAdd(layer.DiffId, step.Line);
                }
            }
        }

        return origins;
    }

    /// <summary>The instruction of a layer, from 0; empty where the history tells none.</summary>
    public string InstructionOf(int layer) => layer < _instructions.Count ? _instructions[layer] : "";

    /// <summary>The line of the Dockerfile, from 1; 0 where it is not known.</summary>
    public int LineOf(string diffId) => _lines.GetValueOrDefault(diffId);
}
