namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>How a case ended.</summary>
/// <param name="Differences">What differs from the reference's result; empty when passed.</param>
/// <param name="Tolerated">A disputed case that equals another peer's result.</param>
/// <param name="NotRun">Why the case could not be run on this machine.</param>
/// <param name="Shape">Differences that do not fail a case by themselves.</param>
/// <param name="Command">The command line and what it printed on standard error.</param>
public sealed record CaseOutcome(
    ConformanceCase Case, IReadOnlyList<string> Differences, bool Tolerated, string? NotRun, IReadOnlyList<string> Shape, string Command)
{
    public bool Passed => NotRun is null && Differences.Count == 0;
}
