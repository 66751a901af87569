using System.Text;

namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>The outcomes as text: failing cases with what differs, then the counts.</summary>
public static class ConformanceReport
{
    private static readonly string[] Counted = ["agreed", "majority"];

    /// <summary>Share of the agreed and majority cases that passed.</summary>
    public static (int Passed, int Total) Score(IReadOnlyCollection<CaseOutcome> outcomes) =>
        (CountedOf(outcomes).Count(o => o.Passed), CountedOf(outcomes).Count());

    /// <summary>How many differences of shape the cases have whose result equals the reference's.</summary>
    public static int ShapeDifferences(IReadOnlyCollection<CaseOutcome> outcomes) => outcomes.Where(o => o.Passed).Sum(o => o.Shape.Count);

    /// <summary>The count line.</summary>
    public static string Summary(IReadOnlyCollection<CaseOutcome> outcomes)
    {
        (int passed, int total) = Score(outcomes);
        List<CaseOutcome> disputed = [.. outcomes.Where(o => o.Case.Class == "disputed")];
        List<CaseOutcome> reference = [.. outcomes.Where(o => o.Case.Class == "reference")];
        return $"conformance builds: {passed}/{total} agreed+majority, {reference.Count(o => o.Passed)}/{reference.Count} reference, "
            + $"{disputed.Count(o => o.Passed)}/{disputed.Count} disputed (+{disputed.Count(o => !o.Passed && o.Tolerated)} as another peer), "
            + $"{outcomes.Count(o => o.NotRun is not null)} not run, {ShapeDifferences(outcomes)} differences of shape";
    }

    /// <summary>Failing cases and the count line; <paramref name="withCommands"/> adds Dockerfile, command line and log.</summary>
    public static string Render(IReadOnlyCollection<CaseOutcome> outcomes, bool withCommands)
    {
        StringBuilder text = new();
        foreach (CaseOutcome outcome in outcomes.Where(o => !o.Passed || o.Shape.Count > 0 || withCommands))
        {
            string verdict = outcome.NotRun is { } reason ? "NOT RUN: " + reason : outcome.Passed ? "passed" : outcome.Tolerated ? "TOLERATED" : "FAILED";
            text.Append(outcome.Case.Id).Append(" [").Append(outcome.Case.Class).Append("] ").AppendLine(verdict);
            foreach (string difference in outcome.Differences.Concat(outcome.Shape).Take(withCommands ? int.MaxValue : 12))
            {
                text.Append("    ").AppendLine(difference);
            }

            if (withCommands)
            {
                text.AppendLine(outcome.Case.Json.ToJsonString()).AppendLine(outcome.Command);
            }
        }

        return text.AppendLine(Summary(outcomes)).ToString();
    }

    private static IEnumerable<CaseOutcome> CountedOf(IEnumerable<CaseOutcome> outcomes) =>
        outcomes.Where(o => o.NotRun is null && Counted.Contains(o.Case.Class));
}
