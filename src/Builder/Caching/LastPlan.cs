using System.Collections.Immutable;

namespace Sharpbuild.Builder.Caching;

/// <summary>The keys of all steps of a build, kept to explain the misses of the next one.</summary>
/// <param name="Version">The form of this record; others are ignored.</param>
/// <param name="Steps">The steps by stage and number.</param>
public sealed record LastPlan(int Version, ImmutableArray<PlannedStep> Steps)
{
    /// <summary>The form that this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>A plan without steps: nothing was built before.</summary>
    public static LastPlan None { get; } = new(CurrentVersion, []);
}
