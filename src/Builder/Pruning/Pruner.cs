using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder.Pruning;

/// <summary>Removes what is not needed, the least recently used first; never while a build runs.</summary>
/// <param name="state">The state directory.</param>
/// <param name="store">Its images.</param>
/// <param name="clock">Tells the time.</param>
public sealed class Pruner(StateDirectory state, ImageStore store, TimeProvider clock)
{
    /// <summary>Prunes, unless a build is running on the store.</summary>
    /// <returns>What was done; null while a build runs.</returns>
    public PruneResult? TryRun(PruneOptions options)
    {
        using LockFile? own = BuildLock.TryOwn(state);
        if (own is null)
        {
            return null;
        }

        long before = DiskUsage.Total(state);
        Workspace.RemoveAbandoned(state, CancellationToken.None);
        if (options.All && options.Filter.IsAll && !options.HasLimits)
        {
            RemoveUnnamed();
        }

        long used = DiskUsage.Total(state);
        List<StoreEntry> removed = [];
        foreach (StoreEntry entry in Candidates(options))
        {
            if (IsEnough(options, used))
            {
                break;
            }

            Remove(entry);
            used -= entry.SizeInBytes;
            removed.Add(entry);
        }

        new CacheSweep(state).Run(options.All && options.Filter.IsAll && !options.HasLimits, removed);
        long after = DiskUsage.Total(state);
        return new PruneResult(removed, before - after, after);
    }

    /// <summary>What may go, in the order in which it goes: rubbish first.</summary>
    private List<StoreEntry> Candidates(PruneOptions options)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool onlyRubbish = !options.All && !options.HasLimits && options.Filter.IsAll;
        List<StoreEntry> candidates = new StoreInventory(state, store).List()
            .FindAll(entry => entry.IsReclaimable && options.Filter.Accepts(entry, now) && (!onlyRubbish || !entry.IsNeededByCache));
        return [.. candidates.Where(entry => !entry.IsNeededByCache), .. candidates.Where(entry => entry.IsNeededByCache)];
    }

    private bool IsEnough(PruneOptions options, long used)
    {
        if (!options.HasLimits)
        {
            return false;
        }

        if (used <= options.ReservedSpace)
        {
            return true;
        }

        bool isBelowCeiling = options.MaxUsedSpace is not { } most || used <= most;
        bool hasFreeSpace = options.MinFreeSpace is not { } free || new DriveInfo(state.HostPath).AvailableFreeSpace >= free;
        return (options.MaxUsedSpace is not null || options.MinFreeSpace is not null) && isBelowCeiling && hasFreeSpace;
    }

    private static void Remove(StoreEntry entry)
    {
        using DirectoryHandle parent = DirectoryHandle.OpenHost(Path.GetDirectoryName(entry.HostPath)!);
        parent.RemoveTree(Path.GetFileName(entry.HostPath));
    }

    private void RemoveUnnamed()
    {
        foreach (ImageEntry entry in store.List())
        {
            if (entry.Reference is null)
            {
                store.Remove(entry.Descriptor.Digest);
            }
        }
    }
}
