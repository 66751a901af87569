namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The stages whose layers end up in an image: not those that others only copy from.</summary>
internal static class ImageStages
{
    public static IEnumerable<EvaluatedStage> Of(Evaluation evaluation)
    {
        HashSet<EvaluatedStage> copied = new(ReferenceEqualityComparer.Instance);
        foreach (EvaluatedStage stage in evaluation.Stages)
        {
            foreach (string source in Evaluation.Sources(stage.Stage))
            {
                copied.UnionWith(evaluation.Stages.Where(candidate => IsNamed(candidate.Stage, source)));
            }
        }

        HashSet<EvaluatedStage> inImage = new(ReferenceEqualityComparer.Instance);
        foreach (EvaluatedStage last in evaluation.Stages.Where(stage => !copied.Contains(stage)))
        {
            EvaluatedStage? stage = last;
            while (stage is not null && inImage.Add(stage))
            {
                stage = stage.BaseStage;
            }
        }

        return evaluation.Stages.Where(inImage.Contains);
    }

    private static bool IsNamed(Stage stage, string source) =>
        int.TryParse(source, out int index) ? stage.Index == index : string.Equals(stage.Name, source, StringComparison.OrdinalIgnoreCase);
}
