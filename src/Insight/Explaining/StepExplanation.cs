using System.Collections.Immutable;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>Why a step was a hit or a miss.</summary>
/// <param name="Step">The step.</param>
/// <param name="Stage">The name of its stage.</param>
/// <param name="StepsOfStage">How many steps its stage has.</param>
/// <param name="Against">The build it was compared with; null where there is none.</param>
/// <param name="Causes">The causes; empty for a hit.</param>
public sealed record StepExplanation(RecordedStep Step, string Stage, int StepsOfStage, string? Against, ImmutableArray<Cause> Causes);
