namespace Sharpbuild.Builder.Pruning;

/// <summary>What <c>prune</c> is asked for.</summary>
/// <param name="All">Whether everything goes that no named image needs.</param>
/// <param name="Filter">Which entries are looked at.</param>
/// <param name="ReservedSpace">Bytes that the store may keep in any case.</param>
/// <param name="MaxUsedSpace">Bytes that the whole store may take; null for no ceiling.</param>
/// <param name="MinFreeSpace">Bytes that must be free on the file system; null for none.</param>
public sealed record PruneOptions(bool All, PruneFilter Filter, long? ReservedSpace = null, long? MaxUsedSpace = null, long? MinFreeSpace = null)
{
    /// <summary>Whether the amount to remove depends on sizes.</summary>
    public bool HasLimits => ReservedSpace is not null || MaxUsedSpace is not null || MinFreeSpace is not null;
}
