using System.Collections.Immutable;

namespace Sharpbuild.Builder.History;

/// <summary>Finds the step of an earlier build that stands where a step stands.</summary>
public static class StepComparison
{
    /// <summary>The counterpart: same stage and text, else same stage, number and keyword; null where there is none.</summary>
    /// <param name="stage">The name of the step's stage.</param>
    /// <param name="ordinal">The step's number in the stage, from 1.</param>
    /// <param name="text">The instruction as written.</param>
    /// <param name="earlier">The earlier build.</param>
    public static RecordedStep? Counterpart(string stage, int ordinal, string text, BuildRecord earlier)
    {
        ImmutableArray<RecordedStep> candidates = [.. earlier.Steps.Where(step => earlier.StageOf(step.Stage)?.Name == stage)];
        RecordedStep? samePlace = null;
        RecordedStep? sameText = null;
        foreach (RecordedStep candidate in candidates)
        {
            if (candidate.Text == text && (sameText is null || candidate.Ordinal == ordinal))
            {
                sameText = candidate;
            }

            if (candidate.Ordinal == ordinal && Keyword(candidate.Text) == Keyword(text))
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
