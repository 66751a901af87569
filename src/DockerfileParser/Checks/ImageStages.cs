using System.Globalization;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The stages whose layers end up in an image: not those that others only copy from.</summary>
internal static class ImageStages
{
    public static IEnumerable<EvaluatedStage> Of(Evaluation evaluation)
    {
        HashSet<string> sources = new(evaluation.Stages.SelectMany(stage => Evaluation.Sources(stage.Stage)), StringComparer.OrdinalIgnoreCase);
        HashSet<EvaluatedStage> inImage = new(ReferenceEqualityComparer.Instance);
        foreach (EvaluatedStage last in evaluation.Stages.Where(last => !IsNamed(last.Stage, sources)))
        {
            EvaluatedStage? stage = last;
            while (stage is not null && inImage.Add(stage))
            {
                stage = stage.BaseStage;
            }
        }

        return evaluation.Stages.Where(inImage.Contains);
    }

    private static bool IsNamed(Stage stage, HashSet<string> sources) =>
        (stage.Name is { } name && sources.Contains(name)) || sources.Contains(stage.Index.ToString(CultureInfo.InvariantCulture));
}
