using System.Collections.Immutable;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Store;

/// <summary>How much room the parts of the state directory take.</summary>
public static class DiskUsage
{
    /// <summary>The unit in which the kernel counts what a file takes.</summary>
    public const int BlockSize = 512;

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

    /// <summary>What the whole state directory takes, in bytes.</summary>
    public static long Total(StateDirectory state)
    {
        long total = 0;
        foreach (DiskUsagePart part in Measure(state))
        {
            total += part.SizeInBytes;
        }

        return total;
    }

    /// <summary>What a file or a directory with all in it takes, in bytes.</summary>
    public static long SizeOf(DirectoryHandle parent, string name, in FileStatus status)
    {
        long blocks = status.Blocks;
        if (status.IsDirectory)
        {
            using DirectoryHandle directory = parent.OpenChild(name);
            blocks += Add(directory, []).Blocks;
        }

        return blocks * BlockSize;
    }

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
