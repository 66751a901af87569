using Sharpbuild.Builder.Caching;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder.Store;

/// <summary>Removes what no image and no cache record needs; never while a build runs.</summary>
public static class Prune
{
    /// <summary>Prunes.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="store">Its images.</param>
    /// <param name="all">Whether the cache goes too: records, snapshots, cache mounts and images without a name.</param>
    /// <returns>The number of bytes freed.</returns>
    /// <exception cref="BuildException">A build is running.</exception>
    public static long Run(StateDirectory state, ImageStore store, bool all)
    {
        using LockFile? own = BuildLock.TryOwn(state);
        if (own is null)
        {
            throw new BuildException("a build is running on this store", "try again when it is done");
        }

        long before = DiskUsage.Measure(state).Sum(part => part.SizeInBytes);
        Workspace.RemoveAbandoned(state);
        if (all)
        {
            RemoveCache(state);
            RemoveUnnamed(store);
        }

        StepCache cache = new(state, new Lazy<Workspace>());
        foreach (Digest blob in store.UnreferencedBlobs(all ? [] : cache.ReferencedBlobs()))
        {
            store.Content.Delete(blob);
        }

        return before - DiskUsage.Measure(state).Sum(part => part.SizeInBytes);
    }

    private static void RemoveCache(StateDirectory state)
    {
        using DirectoryHandle root = DirectoryHandle.OpenHost(state.HostPath);
        foreach (string hostPath in (ReadOnlySpan<string>)
            [state.Records, state.Outcomes, state.Inputs, state.Contexts, state.Compressed, state.References, state.LayerIndexes, state.Snapshots, state.Mounts, state.History])
        {
            string path = Path.GetRelativePath(state.HostPath, hostPath);
            root.RemoveTree(path);
            Directory.CreateDirectory(hostPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void RemoveUnnamed(ImageStore store)
    {
        foreach (ImageEntry entry in store.List().Where(entry => entry.Reference is null))
        {
            store.Remove(entry.Descriptor.Digest);
        }
    }
}
