using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>Detached copies of what is mounted or lies at an open descriptor: open_tree(2) and mount_setattr(2).</summary>
internal static class MountTree
{
    /// <summary>A detached mount of the file or directory that <paramref name="source"/> is open on.</summary>
    /// <param name="source">The descriptor.</param>
    /// <param name="recursive">Whether mounts below it come along.</param>
    /// <param name="name">How messages name it.</param>
    public static SafeFileHandle Clone(SafeFileHandle source, bool recursive, string name) =>
        TryClone(source, recursive) ?? throw LinuxException.Last("open_tree", name);

    /// <summary>As <see cref="Clone"/>, but null where the kernel refuses.</summary>
    public static SafeFileHandle? TryClone(SafeFileHandle source, bool recursive)
    {
        uint flags = Libc.OPEN_TREE_CLONE | Libc.OPEN_TREE_CLOEXEC | Libc.AT_EMPTY_PATH | (recursive ? Libc.AT_RECURSIVE : 0);
        int descriptor = Libc.OpenTree((int)source.DangerousGetHandle(), "", flags);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Another descriptor of the same place.</summary>
    public static SafeFileHandle Duplicate(SafeFileHandle source, string name)
    {
        int descriptor = Libc.Fcntl((int)source.DangerousGetHandle(), Libc.F_DUPFD_CLOEXEC, 3);
        return descriptor < 0 ? throw LinuxException.Last("fcntl", name) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>The root of the detached mount in which a directory lies: where <c>..</c> leads no further.</summary>
    public static SafeFileHandle OpenRoot(SafeFileHandle directory, string name)
    {
        SafeFileHandle current = Duplicate(directory, name);
        while (true)
        {
            int descriptor = Libc.Openat((int)current.DangerousGetHandle(), "..", Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
            if (descriptor < 0)
            {
                current.Dispose();
                throw LinuxException.Last("openat", $"{name}/..");
            }

            SafeFileHandle parent = new(descriptor, ownsHandle: true);
            bool isRoot = Files.DirectoryHandle.StatusOf(parent, name).Inode == Files.DirectoryHandle.StatusOf(current, name).Inode;
            current.Dispose();
            current = parent;
            if (isRoot)
            {
                return current;
            }
        }
    }

    /// <summary>Changes attributes of a mount.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="attributes"><c>MOUNT_ATTR_</c> bits to set.</param>
    /// <param name="clear"><c>MOUNT_ATTR_</c> bits to clear.</param>
    /// <param name="recursive">Whether mounts below it change as well.</param>
    /// <param name="name">How messages name it.</param>
    public static void SetAttributes(SafeFileHandle mount, ulong attributes, ulong clear, bool recursive, string name)
    {
        Libc.MountAttr change = new() { Set = attributes, Clear = clear };
        uint flags = Libc.AT_EMPTY_PATH | (recursive ? Libc.AT_RECURSIVE : 0);
        if (Libc.MountSetattr((int)mount.DangerousGetHandle(), "", flags, ref change) < 0)
        {
            throw LinuxException.Last("mount_setattr", name);
        }
    }
}
