namespace Sharpbuild.Builder.Pruning;

/// <summary>What <c>prune</c> did.</summary>
/// <param name="Removed">What is gone, in the order in which it went.</param>
/// <param name="FreedBytes">How much room that gave, small files of the cache included.</param>
/// <param name="UsedBytes">What the store takes now.</param>
public sealed record PruneResult(IReadOnlyList<StoreEntry> Removed, long FreedBytes, long UsedBytes);
