using System.Collections.Immutable;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>What changed between two builds and did not matter.</summary>
internal static class NoEffects
{
    private const int MostShown = 5;

    /// <summary>One sentence for each.</summary>
    public static ImmutableArray<string> Of(BuildRecord build, BuildRecord? against)
    {
        ImmutableArray<string>.Builder sentences = ImmutableArray.CreateBuilder<string>();
        if (build.Touched.Count > 0)
        {
            int more = build.Touched.Count - Math.Min(build.Touched.Examples.Length, MostShown);
            string names = string.Join(", ", build.Touched.Examples.Take(MostShown)) + (more > 0 ? $" and {more} more" : "");
            sentences.Add($"{(build.Touched.Count == 1 ? "1 file has another time" : $"{build.Touched.Count} files have other times")} and the same content: {names}");
        }

        foreach (RecordedStep step in build.Steps.Where(step => step.Outcome == StepOutcome.SameResult))
        {
            sentences.Add($"step #{step.Number} ran again and gave what it had given before: what follows stays cached");
        }

        if (against is not null && against.Dockerfile != build.Dockerfile && build.Steps.Length == against.Steps.Length && build.Steps.All(step => !step.IsExecuted))
        {
            sentences.Add($"the Dockerfile changed{LinesChanged(against.Dockerfile, build.Dockerfile)} in what makes no layer: comments, blanks, metadata");
        }

        return sentences.ToImmutable();
    }

    private static string LinesChanged(string before, string after)
    {
        HashSet<string> known = [.. before.Split('\n')];
        string[] lines = after.Split('\n');
        List<int> changed = [];
        for (int index = 0; index < lines.Length; index++)
        {
            if (!known.Contains(lines[index]))
            {
                changed.Add(index + 1);
            }
        }

        return changed.Count == 0 ? "" : $" (line {string.Join(", ", changed.Take(MostShown))}{(changed.Count > MostShown ? ", …" : "")})";
    }
}
