using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// The places on which a sandbox mounts. What is missing is made; <see cref="Remove()"/> takes it away again and gives the directories
/// their times back, so that the mounts leave no trace in the file system.
/// </summary>
/// <param name="root">The view of the root file system.</param>
/// <param name="upper">The upper directory below it.</param>
/// <param name="firstId">What an owner of 0 in the upper directory is in the view.</param>
/// <remarks>Everything goes by descriptors that were opened inside the view before the command ran, never by path afterwards.</remarks>
internal sealed class MountPoints(DirectoryHandle root, DirectoryHandle? upper, uint firstId) : IDisposable
{
    private const int MostLinks = 40;

    private readonly List<MountPoint> _made = [];
    private readonly Dictionary<string, FileStatus> _copiedUp = [];

    /// <summary>Makes sure that there is something to mount on.</summary>
    /// <param name="view">The file system it lies in.</param>
    /// <param name="path">The path in it.</param>
    /// <param name="isDirectory">Whether a directory is needed; else a file.</param>
    public void Ensure(DirectoryHandle view, string path, bool isDirectory) => Ensure(view, path, isDirectory, MostLinks);

    /// <summary>Removes what was made, unless the command has put something there.</summary>
    public void Remove()
    {
        for (int index = _made.Count - 1; index >= 0; index--)
        {
            Remove(_made[index]);
        }

        foreach ((string path, FileStatus before) in _copiedUp.OrderByDescending(static entry => entry.Key.Length))
        {
            RemoveCopy(path, before);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MountPoint point in _made)
        {
            point.Parent.Dispose();
        }
    }

    private void Ensure(DirectoryHandle view, string path, bool isDirectory, int linksLeft)
    {
        if (path.Length == 0)
        {
            return;
        }

        if (view.TryGetStatus(path, follow: true) is { } status)
        {
            if (status.IsDirectory != isDirectory)
            {
                throw new LinuxException("mount", $"/{path}", isDirectory ? Errno.ENOTDIR : Errno.EISDIR);
            }

            return;
        }

        (string parent, string name) = ImagePath.Split(path);
        Ensure(view, parent, isDirectory: true, linksLeft);
        using SafeFileHandle directory = view.OpenPath(parent);
        string canonical = ImagePath.Of(view, directory);
        if (view.TryGetStatus(path) is { IsSymbolicLink: true })
        {
            if (linksLeft == 0)
            {
                throw new LinuxException("mount", $"/{path}", Errno.ELOOP);
            }

            Ensure(view, ImagePath.Resolve(canonical, view.ReadLink(path)), isDirectory, linksLeft - 1);
            return;
        }

        Make(view, canonical, name, isDirectory);
    }

    private void Make(DirectoryHandle view, string parentPath, string name, bool isDirectory)
    {
        bool inRoot = ReferenceEquals(view, root);
        if (inRoot)
        {
            NoteCopyUp(parentPath);
        }

        FileStatus before = view.GetStatus(parentPath);
        string path = ImagePath.Join(parentPath, name);
        if (isDirectory)
        {
            view.CreateDirectory(path, 0x1ED);
        }
        else
        {
            view.CreateFile(path, 0x1A4).Dispose();
        }

        ulong inode = view.GetStatus(path).Inode;
        _made.Add(new MountPoint(view.OpenPath(parentPath), parentPath, name, inode, isDirectory, before, view.GetStatus(parentPath)));
    }

    /// <summary>A change below a directory of a lower layer makes overlay copy it and all above it to the upper directory.</summary>
    private void NoteCopyUp(string path)
    {
        while (upper is not null && path.Length > 0 && upper.TryGetStatus(path) is null)
        {
            _copiedUp.TryAdd(path, root.GetStatus(path));
            path = ImagePath.Split(path).Parent;
        }
    }

    private static unsafe void Remove(MountPoint point)
    {
        int parent = (int)point.Parent.DangerousGetHandle();
        bool isThere = Libc.StatxAt(parent, point.Name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx raw) == 0;
        FileStatus entry = FileStatus.From(raw);
        FileStatus directory = DirectoryHandle.StatusOf(point.Parent, point.ParentPath);
        bool isOurs = isThere && entry.Inode == point.Inode && entry.IsDirectory == point.IsDirectory && (point.IsDirectory || entry.SizeInBytes == 0);
        if (!isOurs || !IsRemoved(parent, point.Name, point.IsDirectory ? Libc.AT_REMOVEDIR : 0, point.ParentPath))
        {
            return;
        }

        UnixTime time = directory.ModifiedAt == point.ParentAfter.ModifiedAt ? point.ParentBefore.ModifiedAt : directory.ModifiedAt;
        Libc.Timespec* times = stackalloc Libc.Timespec[2];
        times[0] = new Libc.Timespec { Nanoseconds = Libc.UTIME_OMIT };
        times[1] = new Libc.Timespec { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };
        _ = Libc.Utimensat(parent, ".", times, 0);
    }

    /// <summary>Removes an entry; what the command has put into a directory keeps it. Any other failure must be told, for the layer would hold the entry.</summary>
    private static bool IsRemoved(int parent, string name, int flags, string parentPath)
    {
        if (Libc.Unlinkat(parent, name, flags) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is Errno.ENOTEMPTY or Errno.EEXIST or Errno.ENOENT or Errno.EBUSY
            ? false
            : throw LinuxException.Last("unlinkat", $"/{ImagePath.Join(parentPath, name)}");
    }

    private void RemoveCopy(string path, FileStatus before)
    {
        if (upper?.TryGetStatus(path) is { IsDirectory: true } copy
            && (copy.Mode, copy.UserId + firstId, copy.GroupId + firstId, copy.ModifiedAt) == (before.Mode, before.UserId, before.GroupId, before.ModifiedAt)
            && root.TryGetStatus(path) is { IsDirectory: true })
        {
            RemoveIfEmpty(path);
        }
    }

    private void RemoveIfEmpty(string path)
    {
        (string parent, string name) = ImagePath.Split(path);
        using DirectoryHandle? directory = upper?.OpenDirectory(parent);
        if (directory is null)
        {
            return;
        }

        FileStatus before = directory.GetStatus("");
        if (IsRemoved((int)directory.Handle.DangerousGetHandle(), name, Libc.AT_REMOVEDIR, parent))
        {
            directory.SetTimes("", before.ModifiedAt);
        }
    }
}
