using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>Builds every conformance case; <c>SHARPBUILD_CONFORMANCE_CASE</c> selects by a part of the id.</summary>
public sealed class ConformanceBuildTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Builds_agree_with_the_reference()
    {
        string? selected = Environment.GetEnvironmentVariable("SHARPBUILD_CONFORMANCE_CASE");
        List<ConformanceCase> cases = [.. ConformanceCase.Load(Requires.Conformance())];
        if (!string.IsNullOrEmpty(selected))
        {
            HashSet<string> tests = [.. cases.Where(c => c.Id.Contains(selected, StringComparison.Ordinal)).Select(c => c.Test)];
            cases.RemoveAll(c => !tests.Contains(c.Test));
        }

        List<CaseOutcome> outcomes = RunAll(cases);

        string report = ConformanceReport.Render(outcomes, withCommands: !string.IsNullOrEmpty(selected));
        output.WriteLine(report);
        if (Environment.GetEnvironmentVariable("SHARPBUILD_CONFORMANCE_REPORT") is { } file)
        {
            File.WriteAllText(file, report);
        }

        (int passed, int total) = ConformanceReport.Score(outcomes);
        passed.Should().Be(total, report);
        ConformanceReport.ShapeDifferences(outcomes).Should().Be(0, report);
    }

    private static List<CaseOutcome> RunAll(List<ConformanceCase> cases)
    {
        using TemporaryDirectory work = new("conformance");
        CaseRunner runner = new(work);
        List<IGrouping<string, ConformanceCase>> tests = [.. cases.GroupBy(c => c.Test)];
        List<CaseOutcome>[] outcomes = new List<CaseOutcome>[tests.Count];
        Parallel.For(0, tests.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => outcomes[i] = [.. tests[i].Select(runner.Run)]);
        return [.. outcomes.SelectMany(o => o)];
    }
}
