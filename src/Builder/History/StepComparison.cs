using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>Finds the step of an earlier build that stands where a step stands.</summary>
public static class StepComparison
{
    /// <summary>The counterpart: same stage and text, else same stage, number and keyword; null where there is none.</summary>
    /// <param name="stage">The name of the step's stage.</param>
    /// <param name="ordinal">The step's number in the stage, from 1.</param>
    /// <param name="text">The instruction as written.</param>
    /// <param name="earlier">The earlier build.</param>
    public static RecordedStep? Counterpart(string stage, int ordinal, string text, BuildRecord earlier) =>
        Counterpart(ordinal, text, earlier.Steps.Where(step => earlier.StageOf(step.Stage)?.Name == stage), step => (step.Ordinal, step.Text));

    /// <summary>The counterpart among other steps, by the same rules.</summary>
    public static PlannedStep? Counterpart(PlannedStep step, IEnumerable<PlannedStep> others) =>
        Counterpart(step.Ordinal, step.Text, others.Where(other => other.Stage == step.Stage), other => (other.Ordinal, other.Text));

    private static T? Counterpart<T>(int ordinal, string text, IEnumerable<T> candidates, Func<T, (int Ordinal, string Text)> placeOf)
        where T : class
    {
        T? samePlace = null;
        T? sameText = null;
        foreach (T candidate in candidates)
        {
            (int itsOrdinal, string itsText) = placeOf(candidate);
            if (itsText == text && (sameText is null || itsOrdinal == ordinal))
            {
                sameText = candidate;
            }

            if (itsOrdinal == ordinal && Keyword(itsText) == Keyword(text))
            {
                samePlace = candidate;
            }
        }

        return sameText ?? samePlace;
    }

    private static string Keyword(string text)
    {
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? text : text[..blank];
    }
}
