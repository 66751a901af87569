using System.Collections.Immutable;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>How much room the parts of the state directory take.</summary>
public static class DiskUsage
{
    private const int BlockSize = 512;

    /// <summary>The parts with their sizes in bytes, as allocated on the disk.</summary>
    public static ImmutableArray<DiskUsagePart> Measure(StateDirectory state) =>
    [
        Measure("images", state.Images),
        Measure("snapshots", state.Snapshots),
        Measure("cache", Path.Join(state.HostPath, "cache")),
        Measure("mounts", state.Mounts),
        Measure("history", state.History),
        Measure("tmp", state.Temporary),
    ];

    private static DiskUsagePart Measure(string name, string hostPath)
    {
        if (!Directory.Exists(hostPath))
        {
            return new DiskUsagePart(name, 0, 0);
        }

        using DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        HashSet<(DeviceNumber, ulong)> seen = [];
        (long count, long blocks) = Add(directory, seen);
        return new DiskUsagePart(name, count, blocks * BlockSize);
    }

    private static (long Count, long Blocks) Add(DirectoryHandle directory, HashSet<(DeviceNumber, ulong)> seen)
    {
        long count = 0;
        long blocks = 0;
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            FileStatus status = directory.GetChildStatus(entry.Name);
            if (status.LinkCount > 1 && !status.IsDirectory && !seen.Add((status.FileSystem, status.Inode)))
            {
                continue;
            }

            blocks += status.Blocks;
            if (status.IsDirectory)
            {
                using DirectoryHandle child = directory.OpenChild(entry.Name);
                (long childCount, long childBlocks) = Add(child, seen);
                count += childCount;
                blocks += childBlocks;
            }
            else
            {
                count++;
            }
        }

        return (count, blocks);
    }
}
