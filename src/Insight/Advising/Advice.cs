using System.Collections.Immutable;

namespace Sharpbuild.Insight.Advising;

/// <summary>What is advised on a Dockerfile.</summary>
/// <param name="Series">The builds that it is drawn from, oldest first.</param>
/// <param name="Before">The files as they are.</param>
/// <param name="After">The files with all changes that a program can make.</param>
/// <param name="CostBefore">What the series costs by the rules of the cache.</param>
/// <param name="CostAfter">What it would cost.</param>
/// <param name="Proposals">The changes; each builds on those before it.</param>
public sealed record Advice(
    ImmutableArray<SeriesBuild> Series, Draft Before, Draft After, SeriesCost CostBefore, SeriesCost CostAfter, ImmutableArray<Proposal> Proposals);
