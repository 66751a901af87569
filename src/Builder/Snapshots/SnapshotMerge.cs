using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>
/// Copies unpacked layers over each other into one directory that stands for all of them among the lower directories of an overlay: what hides
/// something below keeps hiding it.
/// </summary>
internal sealed class SnapshotMerge(DirectoryHandle target, CancellationToken cancellationToken)
{
    private readonly Dictionary<ulong, string> _firstNames = [];

    /// <summary>Makes one directory of several.</summary>
    /// <param name="lowerHostPaths">The layers, lowest first.</param>
    /// <param name="hostPath">An empty directory.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void Make(IReadOnlyList<string> lowerHostPaths, string hostPath, CancellationToken cancellationToken)
    {
        using DirectoryHandle target = DirectoryHandle.OpenHost(hostPath);
        foreach (string layer in lowerHostPaths)
        {
            using DirectoryHandle source = DirectoryHandle.OpenHost(layer);
            new SnapshotMerge(target, cancellationToken).Add(source, target, "");
        }

        UpperDirectory.Prepare(hostPath, lowerHostPaths[^1]);
    }

    private void Add(DirectoryHandle source, DirectoryHandle into, string path)
    {
        foreach (DirectoryEntry entry in source.ReadEntries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileStatus status = source.GetChildStatus(entry.Name);
            FileStatus? covered = into.TryGetChildStatus(entry.Name);
            string childPath = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
            if (status.IsDirectory)
            {
                AddDirectory(source, entry.Name, status, into, covered, childPath);
            }
            else
            {
                if (covered is not null)
                {
                    into.RemoveChild(entry.Name);
                }

                AddLeaf(source, entry.Name, status, into, childPath);
            }
        }
    }

    private void AddDirectory(DirectoryHandle parent, string name, in FileStatus status, DirectoryHandle into, in FileStatus? covered, string path)
    {
        using DirectoryHandle source = parent.OpenChild(name);
        bool hides = covered is { IsDirectory: false } || source.Handle.GetXattr(OverlayMount.OpaqueXattr, path) is [(byte)'y'];
        if (hides && covered is not null)
        {
            into.RemoveChild(name);
        }

        into.TryCreateChildDirectory(name, 0x1C0);
        using DirectoryHandle made = into.OpenChild(name);
        foreach (string xattr in made.Handle.ListXattrs(path).Where(UpperDirectory.IsKept))
        {
            into.RemoveXattr(name, xattr);
        }

        made.SetOwner("", status.UserId, status.GroupId);
        made.SetMode("", status.Mode);
        UpperDirectory.CopyXattrs(source.Handle, made.Handle, path);
        if (hides)
        {
            made.Handle.SetXattr(OverlayMount.OpaqueXattr, "y"u8, path);
        }

        Add(source, made, path);
        made.SetTimes("", status.ModifiedAt);
    }

    private void AddLeaf(DirectoryHandle source, string name, in FileStatus status, DirectoryHandle into, string path)
    {
        if (status.LinkCount > 1 && !_firstNames.TryAdd(status.Inode, path))
        {
            target.CreateHardLink(path, _firstNames[status.Inode]);
            return;
        }

        if (status.IsRegular)
        {
            AddFile(source, name, status, into, path);
            return;
        }

        if (status.IsSymbolicLink)
        {
            into.TryCreateChildSymbolicLink(name, source.ReadChildLink(name));
        }
        else
        {
            into.TryCreateChildNode(name, status.Kind, 0, status.Device);
        }

        into.SetChildOwner(name, status.UserId, status.GroupId);
        if (!status.IsSymbolicLink)
        {
            into.SetChildMode(name, status.Mode);
        }

        into.SetChildTimes(name, status.ModifiedAt);
    }

    private static void AddFile(DirectoryHandle source, string name, in FileStatus status, DirectoryHandle into, string path)
    {
        using SafeFileHandle from = source.OpenChildFile(name);
        using SafeFileHandle file = into.TryCreateChildFile(name, 0x180) ?? throw new IOException($"{path} appeared while layers were put together");
        from.CopyTo(file, status.SizeInBytes, path);
        file.SetOwner(status.UserId, status.GroupId, path);
        file.SetMode(status.Mode, path);
        UpperDirectory.CopyXattrs(from, file, path);
        file.SetTimes(status.ModifiedAt, path);
    }
}
