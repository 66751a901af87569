using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>
/// Tells whether the machine was started anew since the store was last used. Unpacked layers are not flushed to the disk, so after a power
/// failure they may be incomplete; they are dropped then and unpacked again from their blobs, whose digests are checked.
/// </summary>
internal static class BootMark
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";
    private const string Name = "boot";

    /// <summary>Drops the unpacked layers of an earlier start of the machine.</summary>
    /// <param name="state">The store.</param>
    /// <param name="cancellationToken">Ends the wait for other builds.</param>
    public static void Check(StateDirectory state, CancellationToken cancellationToken)
    {
        string path = Path.Join(state.HostPath, Name);
        byte[]? current = AtomicFile.TryRead(BootId);
        if (current is null || IsSame(path, current))
        {
            return;
        }

        using LockFile own = BuildLock.Own(state, cancellationToken);
        if (!IsSame(path, current))
        {
            using DirectoryHandle snapshots = DirectoryHandle.OpenHost(state.Snapshots);
            foreach (DirectoryEntry snapshot in snapshots.ReadEntries())
            {
                snapshots.RemoveTree(snapshot.Name);
            }

            AtomicFile.Write(path, current, state.HostPath);
        }
    }

    private static bool IsSame(string path, byte[] current) => AtomicFile.TryRead(path) is { } mark && mark.AsSpan().SequenceEqual(current);
}
