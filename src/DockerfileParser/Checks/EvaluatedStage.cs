using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A stage with its FROM expanded and its variables worked out.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="BaseName">The image or stage it begins with, expanded.</param>
/// <param name="BaseStage">The stage it begins with, or null.</param>
/// <param name="Name">The expansion of the base name.</param>
/// <param name="Platform">The expansion of the platform flag, or null without one.</param>
/// <param name="Facts">What is known about the base image, or null.</param>
internal sealed record EvaluatedStage(
    Stage Stage, string BaseName, EvaluatedStage? BaseStage, ExpansionResult Name, ExpansionResult? Platform, BaseImageFacts? Facts)
{
    /// <summary>The instructions in order.</summary>
    public ImmutableArray<EvaluatedInstruction> Instructions { get; init; } = [];

    /// <summary>The state at the end of the stage, from which others go on.</summary>
    public required StageState End { get; init; }
}
