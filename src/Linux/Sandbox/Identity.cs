using System.Collections.Immutable;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Who a command runs as.</summary>
/// <param name="UserId">The user.</param>
/// <param name="GroupId">The primary group; it is always among the supplementary groups as well.</param>
/// <param name="SupplementaryGroups">Further groups.</param>
public sealed record Identity(uint UserId, uint GroupId, ImmutableArray<uint> SupplementaryGroups)
{
    /// <summary>User and group 0.</summary>
    public static Identity Root { get; } = new(0, 0, []);
}
