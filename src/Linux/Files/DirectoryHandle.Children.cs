using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <content>
/// Calls on entries of this very directory by their bare names: one system call each, no link is followed. For trees of many entries; the
/// names must not contain a slash.
/// </content>
public sealed partial class DirectoryHandle
{
    /// <summary>Opens a subdirectory, never through a link, or returns null where the name is missing or no directory.</summary>
    public DirectoryHandle? TryOpenChild(string name)
    {
        int descriptor = Libc.Openat(Descriptor, name, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (descriptor >= 0)
        {
            return new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true), Describe(name));
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP ? null : throw new LinuxException("openat", Describe(name), errno);
    }

    /// <summary>The status of an entry, or null where there is none.</summary>
    public FileStatus? TryGetChildStatus(string name)
    {
        if (Libc.StatxAt(Descriptor, name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx status) >= 0)
        {
            return FileStatus.From(status);
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? null : throw new LinuxException("statx", Describe(name), errno);
    }

    /// <summary>When an entry's inode was made, which tells it from a later one of the same number; null where the file system does not say.</summary>
    public UnixTime? GetChildBirth(string name) =>
        Libc.StatxAt(Descriptor, name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BTIME, out Libc.Statx status) < 0
            ? throw LinuxException.Last("statx", Describe(name))
            : (status.Mask & Libc.STATX_BTIME) == 0 ? null : new UnixTime(status.BirthTime.Seconds, (int)status.BirthTime.Nanoseconds);

    /// <summary>Makes a regular file and opens it for writing.</summary>
    /// <returns>A handle that the caller disposes; null where the name is taken.</returns>
    public SafeFileHandle? TryCreateChildFile(string name, int mode)
    {
        int flags = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        int descriptor = Libc.Openat(Descriptor, name, flags, (uint)mode);
        return IsMade("openat", name, descriptor) ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Makes a directory.</summary>
    /// <returns>False where the name is taken.</returns>
    public bool TryCreateChildDirectory(string name, int mode) => IsMade("mkdirat", name, Libc.Mkdirat(Descriptor, name, (uint)mode));

    /// <summary>Makes a symbolic link that holds <paramref name="target"/> as it is.</summary>
    /// <returns>False where the name is taken.</returns>
    public bool TryCreateChildSymbolicLink(string name, string target) => IsMade("symlinkat", name, Libc.Symlinkat(target, Descriptor, name));

    /// <summary>Makes another name for an entry of <paramref name="existingParent"/>.</summary>
    /// <returns>False where the name is taken.</returns>
    public bool TryLinkChild(string name, DirectoryHandle existingParent, string existingName) =>
        IsMade("linkat", name, Libc.Linkat(existingParent.Descriptor, existingName, Descriptor, name, 0));

    /// <summary>Makes a device node, a pipe or a socket.</summary>
    /// <returns>False where the name is taken.</returns>
    public bool TryCreateChildNode(string name, FileKind kind, int mode, DeviceNumber device) =>
        IsMade("mknodat", name, Libc.Mknodat(Descriptor, name, TypeOf(kind) | (uint)mode, device.Packed));

    /// <summary>Moves an entry to another directory of the same mount, under the same name.</summary>
    public void MoveChild(string name, DirectoryHandle target) =>
        Check("renameat2", name, Libc.Renameat2(Descriptor, name, target.Descriptor, name, 0));

    /// <summary>Removes an entry, with all below it if it is a directory.</summary>
    public void RemoveChild(string name)
    {
        if (GetChildStatus(name).IsDirectory)
        {
            RemoveChildTree(name);
        }
        else if (Libc.Unlinkat(Descriptor, name, 0) < 0)
        {
            throw LinuxException.Last("unlinkat", Describe(name));
        }
    }

    /// <summary>Sets owner and group; clears set-id bits as the kernel does, so set the mode afterwards.</summary>
    public void SetChildOwner(string name, uint userId, uint groupId) =>
        Check("fchownat", name, Libc.Fchownat(Descriptor, name, userId, groupId, Libc.AT_SYMLINK_NOFOLLOW));

    /// <summary>Sets the mode of an entry that the caller has just made and that is no link.</summary>
    public void SetChildMode(string name, int mode) => Check("fchmodat", name, Libc.Fchmodat(Descriptor, name, (uint)mode, 0));

    /// <summary>Sets access and modification time.</summary>
    public unsafe void SetChildTimes(string name, UnixTime time)
    {
        Libc.Timespec* times = stackalloc Libc.Timespec[2];
        times[0] = times[1] = new Libc.Timespec { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };
        Check("utimensat", name, Libc.Utimensat(Descriptor, name, times, Libc.AT_SYMLINK_NOFOLLOW));
    }

    /// <summary>The target of a symbolic link.</summary>
    public unsafe string ReadChildLink(string name)
    {
        byte* buffer = stackalloc byte[4096];
        nint count = Libc.Readlinkat(Descriptor, name, buffer, 4096);
        return count < 0 ? throw LinuxException.Last("readlinkat", Describe(name)) : PathText.Decode(new ReadOnlySpan<byte>(buffer, (int)count));
    }

    private static uint TypeOf(FileKind kind) => kind switch
    {
        FileKind.CharacterDevice => Libc.S_IFCHR,
        FileKind.BlockDevice => Libc.S_IFBLK,
        FileKind.Fifo => Libc.S_IFIFO,
        FileKind.Socket => Libc.S_IFSOCK,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of node"),
    };

    private bool IsMade(string call, string name, int result)
    {
        if (result >= 0)
        {
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.EEXIST ? false : throw new LinuxException(call, Describe(name), errno);
    }

    private void Check(string call, string name, int result)
    {
        if (result < 0)
        {
            throw LinuxException.Last(call, Describe(name));
        }
    }
}
