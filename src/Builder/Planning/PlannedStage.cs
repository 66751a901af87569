using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Planning;

/// <summary>A stage with its base resolved to what it refers to.</summary>
/// <param name="Stage">The stage as parsed.</param>
/// <param name="Base">What it starts from.</param>
/// <param name="Platform">The platform of its base and result.</param>
/// <param name="Dependencies">The stages that must be there before it can be finished, by number.</param>
public sealed record PlannedStage(Stage Stage, BaseReference Base, Platform Platform, ImmutableSortedSet<int> Dependencies)
{
    /// <summary>The stage's name, or its number where it has none.</summary>
    public string DisplayName => Stage.Name ?? $"stage-{Stage.Index}";
}
