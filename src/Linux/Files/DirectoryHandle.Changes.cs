using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <content>What makes, changes and removes entries. The last component of a path is never followed.</content>
public sealed partial class DirectoryHandle
{
    private delegate int EntryCall(int parent, string name);

    /// <summary>Makes a directory; its parent must exist.</summary>
    /// <exception cref="LinuxException">It exists or is not permitted.</exception>
    public void CreateDirectory(string path, int mode) => Change("mkdirat", path, (parent, name) => Libc.Mkdirat(parent, name, (uint)mode));

    /// <summary>Makes a new regular file and opens it for writing and reading.</summary>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="LinuxException">It exists or is not permitted.</exception>
    public SafeFileHandle CreateFile(string path, int mode)
    {
        int flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        return new SafeFileHandle(Change("openat", path, (parent, name) => Libc.Openat(parent, name, flags, (uint)mode)), ownsHandle: true);
    }

    /// <summary>Makes a symbolic link that holds <paramref name="target"/> as it is.</summary>
    public void CreateSymbolicLink(string path, string target) =>
        Change("symlinkat", path, (parent, name) => Libc.Symlinkat(target, parent, name));

    /// <summary>Makes another name for <paramref name="existing"/>, itself resolved inside this root and not followed.</summary>
    public void CreateHardLink(string path, string existing)
    {
        (string oldParentPath, string oldName) = Split(existing);
        using SafeFileHandle oldParent = Open(oldParentPath, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        Change("linkat", path, (parent, name) => Libc.Linkat((int)oldParent.DangerousGetHandle(), oldName, parent, name, 0));
    }

    /// <summary>Makes a device node, a pipe or a socket.</summary>
    public void CreateNode(string path, FileKind kind, int mode, DeviceNumber device)
    {
        Change("mknodat", path, (parent, name) => Libc.Mknodat(parent, name, TypeOf(kind) | (uint)mode, device.Packed));
    }

    /// <summary>Removes an entry that is no directory.</summary>
    public void RemoveFile(string path) => Change("unlinkat", path, (parent, name) => Libc.Unlinkat(parent, name, 0));

    /// <summary>Removes an empty directory.</summary>
    public void RemoveDirectory(string path) => Change("unlinkat", path, (parent, name) => Libc.Unlinkat(parent, name, Libc.AT_REMOVEDIR));

    /// <summary>Removes an entry with all below it; does nothing where there is none.</summary>
    public void RemoveTree(string path)
    {
        FileStatus? status = TryGetStatus(path);
        if (status is null)
        {
            return;
        }

        if (!status.Value.IsDirectory)
        {
            RemoveFile(path);
            return;
        }

        (string parentPath, string name) = Split(path);
        using DirectoryHandle parent = OpenDirectory(parentPath);
        parent.RemoveChildTree(name);
    }

    /// <summary>Renames an entry below this root, over an existing one where the kernel allows it.</summary>
    public void Rename(string path, string newPath)
    {
        (string newParentPath, string newName) = Split(newPath);
        using SafeFileHandle newParent = Open(newParentPath, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        Change("renameat2", path, (parent, name) => Libc.Renameat2(parent, name, (int)newParent.DangerousGetHandle(), newName, 0));
    }

    /// <summary>Sets owner and group; clears set-id bits as the kernel does, so set the mode afterwards.</summary>
    public void SetOwner(string path, uint userId, uint groupId) =>
        Change("fchownat", path, (parent, name) => Libc.Fchownat(parent, name, userId, groupId, Libc.AT_SYMLINK_NOFOLLOW));

    /// <summary>Sets the mode of an entry that is no symbolic link.</summary>
    /// <exception cref="LinuxException">It is a link (<c>ELOOP</c>) or not permitted.</exception>
    public void SetMode(string path, int mode)
    {
        using SafeFileHandle entry = OpenPath(path, follow: false);
        if (StatusOf(entry, Describe(path)).IsSymbolicLink)
        {
            throw new LinuxException("fchmodat", Describe(path), Errno.ELOOP);
        }

        if (Libc.Fchmodat(Libc.AT_FDCWD, $"/proc/self/fd/{(int)entry.DangerousGetHandle()}", (uint)mode, 0) < 0)
        {
            throw LinuxException.Last("fchmodat", Describe(path));
        }
    }

    /// <summary>Sets access and modification time.</summary>
    public unsafe void SetTimes(string path, UnixTime time)
    {
        Libc.Timespec* times = stackalloc Libc.Timespec[2];
        times[0] = times[1] = new Libc.Timespec { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };
        (string parentPath, string name) = Split(path);
        using SafeFileHandle parent = Open(parentPath, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        if (Libc.Utimensat((int)parent.DangerousGetHandle(), name, times, Libc.AT_SYMLINK_NOFOLLOW) < 0)
        {
            throw LinuxException.Last("utimensat", Describe(path));
        }
    }

    /// <summary>Makes a directory and all that are missing above it, each root-owned with <paramref name="mode"/>; existing ones stay as they are.</summary>
    public void EnsureDirectory(string path, int mode)
    {
        if (TryGetStatus(path, follow: true) is { IsDirectory: true } || path.Length == 0)
        {
            return;
        }

        EnsureDirectory(Split(path).Parent, mode);
        CreateDirectory(path, mode);
        SetMode(path, mode);
    }

    private static (string Parent, string Name) Split(string path)
    {
        path = path.Trim('/');
        int slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path.Length == 0 ? "." : path) : (path[..slash], path[(slash + 1)..]);
    }

    private void RemoveChildTree(string name)
    {
        using (DirectoryHandle child = OpenChild(name))
        {
            foreach (DirectoryEntry entry in child.ReadEntries())
            {
                FileKind kind = entry.Kind == FileKind.Unknown ? child.GetChildStatus(entry.Name).Kind : entry.Kind;
                if (kind == FileKind.Directory)
                {
                    child.RemoveChildTree(entry.Name);
                }
                else if (Libc.Unlinkat(child.Descriptor, entry.Name, 0) < 0)
                {
                    throw LinuxException.Last("unlinkat", child.Describe(entry.Name));
                }
            }
        }

        if (Libc.Unlinkat(Descriptor, name, Libc.AT_REMOVEDIR) < 0)
        {
            throw LinuxException.Last("unlinkat", Describe(name));
        }
    }

    private int Change(string call, string path, EntryCall change)
    {
        (string parentPath, string name) = Split(path);
        using SafeFileHandle parent = Open(parentPath, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        int result = change((int)parent.DangerousGetHandle(), name);
        return result < 0 ? throw LinuxException.Last(call, Describe(path)) : result;
    }
}
