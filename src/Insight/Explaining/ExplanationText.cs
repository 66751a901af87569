using System.Globalization;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>An explanation as lines of text.</summary>
public static class ExplanationText
{
    private const int MostCauses = 10;
    private const int MostText = 80;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(BuildExplanation explanation)
    {
        BuildRecord build = explanation.Build;
        yield return string.Create(CultureInfo.InvariantCulture, $"build {build.Id} {build.Outcome} in {build.Elapsed.TotalSeconds:0.00}s: {build.Hits} of {build.Steps.Length} steps from the cache");
        yield return explanation.Against is { } against ? $"compared with build {against.Id}" : "there is no earlier build to compare it with";
        foreach (StepExplanation step in explanation.Steps)
        {
            yield return "";
            foreach (string line in Lines(step))
            {
                yield return line;
            }
        }

        foreach (string sentence in explanation.NoEffect)
        {
            yield return "";
            yield return $"NO EFFECT: {sentence}";
        }
    }

    private static IEnumerable<string> Lines(StepExplanation explanation)
    {
        RecordedStep step = explanation.Step;
        string text = step.Text.Length > MostText ? string.Concat(step.Text.AsSpan(0, MostText), "…") : step.Text;
        string line = step.Line > 0 ? $"line {step.Line}" : "trigger of the base";
        yield return $"#{step.Number} [{explanation.Stage} {step.Ordinal}/{explanation.StepsOfStage}] {line}: {text}";
        yield return "   " + Verdict(step);
        foreach (Cause cause in explanation.Causes.Take(MostCauses))
        {
            yield return $"   - {cause.Text}";
            if (cause.Hint is not null)
            {
                yield return $"     = help: {cause.Hint}";
            }
        }

        if (explanation.Causes.Length > MostCauses)
        {
            yield return $"   - and {explanation.Causes.Length - MostCauses} more (--json shows all)";
        }
    }

    private static string Verdict(RecordedStep step) => step.Outcome switch
    {
        StepOutcome.Hit => string.Create(CultureInfo.InvariantCulture, $"HIT{(step.Source is { } source ? $" from {source}" : "")}, {step.Saved?.TotalSeconds ?? 0:0.0}s saved"),
        StepOutcome.Failed => $"MISS, and failed: {step.Error}",
        StepOutcome.Canceled => "MISS, and stopped",
        StepOutcome.SameResult => string.Create(CultureInfo.InvariantCulture, $"MISS, {step.Figures?.Elapsed.TotalSeconds ?? 0:0.0}s; the result was a known one"),
        _ => string.Create(CultureInfo.InvariantCulture, $"MISS, {step.Figures?.Elapsed.TotalSeconds ?? 0:0.0}s"),
    };
}
