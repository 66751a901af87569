using System.Collections.Immutable;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>
/// What changes in a tree between two moments, where no overlay can tell: each inode is compared with what it was. The changes are moved
/// into a directory of the form of an overlay's upper directory, so the tree is of no use afterwards.
/// </summary>
internal sealed class TreeChanges
{
    private readonly DirectoryHandle _tree;
    private readonly IReadOnlySet<string> _ignored;
    private readonly Dictionary<ulong, UnixTime?> _births = [];
    private UnixTime _newest;
    private IReadOnlySet<ulong> _putBack = ImmutableHashSet<ulong>.Empty;
    private readonly Dictionary<string, Dictionary<string, FileStatus>> _before = new(StringComparer.Ordinal);

    private TreeChanges(DirectoryHandle tree, IReadOnlySet<string> ignored)
    {
        _tree = tree;
        _ignored = ignored;
    }

    /// <summary>Notes the state of a tree.</summary>
    /// <param name="tree">The tree; it stays the caller's.</param>
    /// <param name="ignored">Paths that are left out with all below them.</param>
    public static TreeChanges Note(DirectoryHandle tree, IReadOnlySet<string> ignored)
    {
        TreeChanges changes = new(tree, ignored);
        changes.Note(tree, "");

        // Nothing that happens from now on may have the time of something that is noted.
        FileClock.WaitUntilAfter(changes._newest);
        return changes;
    }

    /// <summary>Moves all that is new or changed to an upper directory, and notes there what is gone.</summary>
    /// <param name="upper">The directory, empty.</param>
    /// <param name="putBack">Inodes of which the time of a change tells nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void MoveTo(DirectoryHandle upper, IReadOnlySet<ulong> putBack, CancellationToken cancellationToken)
    {
        _putBack = putBack;
        using UpperLevel root = new(upper);
        FileStatus status = _tree.GetStatus("");
        Move(_tree, "", root, cancellationToken);
        upper.SetOwner("", status.UserId, status.GroupId);
        upper.SetMode("", status.Mode);
        UpperDirectory.CopyXattrs(_tree, upper);
        upper.SetTimes("", status.ModifiedAt);
    }

    private void Note(DirectoryHandle directory, string path)
    {
        Dictionary<string, FileStatus> entries = new(StringComparer.Ordinal);
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            string child = Join(path, entry.Name);
            if (_ignored.Contains(child))
            {
                continue;
            }

            FileStatus status = directory.GetChildStatus(entry.Name);
            entries[entry.Name] = status;
            _newest = status.ChangedAt > _newest ? status.ChangedAt : _newest;
            if (status.IsDirectory)
            {
                _births[status.Inode] = directory.GetChildBirth(entry.Name);
                using DirectoryHandle handle = directory.OpenChild(entry.Name);
                Note(handle, child);
            }
        }

        _before[path] = entries;
    }

    private void Move(DirectoryHandle directory, string path, UpperLevel upper, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Dictionary<string, FileStatus> gone = _before.GetValueOrDefault(path) ?? [];
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            if (!_ignored.Contains(Join(path, entry.Name)))
            {
                FileStatus? before = gone.Remove(entry.Name, out FileStatus known) ? known : null;
                Move(directory, path, entry.Name, before, upper, cancellationToken);
            }
        }

        foreach (string name in gone.Keys)
        {
            upper.Open().TryCreateChildNode(name, FileKind.CharacterDevice, 0, default);
        }
    }

    private void Move(DirectoryHandle directory, string path, string name, FileStatus? before, UpperLevel upper, CancellationToken cancellationToken)
    {
        FileStatus now = directory.GetChildStatus(name);
        if (before is { IsDirectory: true } same && now.IsDirectory && same.Inode == now.Inode && _births[now.Inode] == directory.GetChildBirth(name))
        {
            using DirectoryHandle child = directory.OpenChild(name);
            using UpperLevel below = new(upper, name, child, now);
            if ((same.Mode, same.UserId, same.GroupId, same.ModifiedAt) != (now.Mode, now.UserId, now.GroupId, now.ModifiedAt))
            {
                below.Open();
            }

            Move(child, Join(path, name), below, cancellationToken);
        }
        else if (before is not { } old || !IsSame(old, now))
        {
            upper.Take(directory, name, hidesLower: now.IsDirectory && before is not null);
        }
    }

    /// <summary>A name more or less of an inode changes its ctime, but nothing that is in a layer.</summary>
    private bool IsSame(in FileStatus before, in FileStatus now) =>
        before.Inode == now.Inode
        && (before.ChangedAt == now.ChangedAt
            || ((before.LinkCount != now.LinkCount || _putBack.Contains(now.Inode))
                && (before.Mode, before.UserId, before.GroupId, before.SizeInBytes, before.ModifiedAt) == (now.Mode, now.UserId, now.GroupId, now.SizeInBytes, now.ModifiedAt)));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
