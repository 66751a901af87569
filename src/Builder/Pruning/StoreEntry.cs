namespace Sharpbuild.Builder.Pruning;

/// <summary>Something of the store that takes room and can be removed by itself.</summary>
/// <param name="Type">One of <see cref="StoreEntryType"/>.</param>
/// <param name="Id">Its name within its type: a digest, a chain of layers, a directory.</param>
/// <param name="HostPath">Where it is.</param>
/// <param name="SizeInBytes">What is allocated on the disk.</param>
/// <param name="LastUsedAt">When a build last used it, as far as records of builds tell; else when it was made.</param>
/// <param name="IsReclaimable">Whether nothing but the cache needs it.</param>
/// <param name="IsNeededByCache">Whether a record of the cache leads to it; what is reclaimable and not needed is rubbish.</param>
/// <param name="Depth">How many steps stand before the one that made it; of two used at the same time, the deeper one goes first.</param>
public sealed record StoreEntry(
    string Type, string Id, string HostPath, long SizeInBytes, DateTimeOffset LastUsedAt, bool IsReclaimable, bool IsNeededByCache, int Depth);
