using System.Collections.Immutable;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Who a step runs as.</summary>
/// <param name="UserId">The user.</param>
/// <param name="GroupId">The primary group.</param>
/// <param name="SupplementaryGroups">All groups, the primary one included, in ascending order.</param>
/// <param name="Home">The home directory, or null where no passwd entry tells of one.</param>
/// <param name="Name">The user's name, or null where there is no passwd entry.</param>
public sealed record Account(uint UserId, uint GroupId, ImmutableArray<uint> SupplementaryGroups, string? Home, string? Name);
