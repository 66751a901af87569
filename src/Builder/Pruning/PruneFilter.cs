using System.Collections.Immutable;

namespace Sharpbuild.Builder.Pruning;

/// <summary>Which entries are looked at (<c>--filter</c>).</summary>
/// <param name="Types">Only these types; empty for all.</param>
/// <param name="UnusedFor">Only what was not used for so long; null for all.</param>
/// <param name="Ids">Only entries whose name begins so; empty for all.</param>
public sealed record PruneFilter(ImmutableArray<string> Types, TimeSpan? UnusedFor, ImmutableArray<string> Ids)
{
    /// <summary>Everything.</summary>
    public static PruneFilter All { get; } = new([], null, []);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsAll => Types.IsEmpty && UnusedFor is null && Ids.IsEmpty;

    /// <summary>Whether an entry is looked at.</summary>
    public bool Accepts(StoreEntry entry, DateTimeOffset now) =>
        (Types.IsEmpty || Types.Contains(entry.Type))
        && (UnusedFor is not { } age || now - entry.LastUsedAt >= age)
        && (Ids.IsEmpty || Ids.Any(id => entry.Id.StartsWith(id, StringComparison.Ordinal) || entry.Id.StartsWith("sha256:" + id, StringComparison.Ordinal)));
}
