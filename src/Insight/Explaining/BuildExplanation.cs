using System.Collections.Immutable;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>Why the steps of a build were hits or misses.</summary>
/// <param name="Build">The build.</param>
/// <param name="Against">The build it was compared with; null where there is none.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="NoEffect">What changed and did not matter, one sentence each.</param>
public sealed record BuildExplanation(BuildRecord Build, BuildRecord? Against, ImmutableArray<StepExplanation> Steps, ImmutableArray<string> NoEffect);
