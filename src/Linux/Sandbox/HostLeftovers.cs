using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>What builders that were killed left on this machine outside of their stores: control groups, tables of nftables.</summary>
public static class HostLeftovers
{
    private const int MostAttempts = 20;

    /// <summary>Removes what belongs to no running process, wherever its options had put it.</summary>
    public static void Remove()
    {
        foreach (string root in CgroupHierarchy.FindAll().Select(static tree => tree.Root).Distinct())
        {
            using DirectoryHandle groups = DirectoryHandle.OpenHost(root);
            SweepBelow(groups);
        }

        VethNetwork.RemoveAbandoned();
    }

    private static void SweepBelow(DirectoryHandle group)
    {
        foreach (DirectoryEntry entry in EntriesOf(group))
        {
            if (entry.Kind != FileKind.Directory)
            {
                continue;
            }

            if (CgroupDirectory.IsAbandoned(entry.Name))
            {
                CgroupDirectory.Remove($"{group.Name}/{entry.Name}", MostAttempts);
            }
            else if (TryOpen(group, entry.Name) is { } below)
            {
                using (below)
                {
                    SweepBelow(below);
                }
            }
        }
    }

    /// <summary>Other programs remove their groups meanwhile, and some may be closed to this user.</summary>
    private static IReadOnlyList<DirectoryEntry> EntriesOf(DirectoryHandle group)
    {
        try
        {
            return group.ReadEntries();
        }
        catch (LinuxException gone) when (gone.Errno == Errno.ENOENT)
        {
            return [];
        }
    }

    private static DirectoryHandle? TryOpen(DirectoryHandle group, string name)
    {
        try
        {
            return group.TryOpenChild(name);
        }
        catch (LinuxException closed) when (closed.Errno is Errno.EACCES or Errno.EPERM)
        {
            return null;
        }
    }
}
