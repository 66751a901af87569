using System.Runtime.InteropServices;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>
/// An open directory that is the root of everything reached through it: <c>..</c>, absolute paths and links stop at it.
/// </summary>
/// <remarks>
/// Paths are relative to the directory, <c>""</c> is the directory itself, a leading <c>/</c> is ignored. Every look-up goes through
/// openat2(2) with <c>RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS</c>. Methods that make, change or remove an entry resolve its parent
/// that way and never follow the last component.
/// </remarks>
public sealed partial class DirectoryHandle : IDisposable
{
    private const int MostPathLength = 4095;

    /// <summary>Characters of a long path that are resolved at once; three bytes at most are one character.</summary>
    private const int LongStep = MostPathLength / 3;

    private readonly SafeFileHandle _handle;

    /// <summary>Takes over an open descriptor of a directory.</summary>
    /// <param name="handle">The descriptor; disposed with this object.</param>
    /// <param name="name">How messages name the directory.</param>
    public DirectoryHandle(SafeFileHandle handle, string name)
    {
        _handle = handle;
        Name = name;
    }

    /// <summary>How messages name the directory: its host path where it has one.</summary>
    public string Name { get; }

    /// <summary>The descriptor, owned by this object.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>A path that reaches this very directory as long as it is open, for calls without a descriptor form.</summary>
    public string DescriptorPath => $"/proc/self/fd/{Descriptor}";

    private int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a directory of the host.</summary>
    /// <param name="hostPath">The path; links are followed.</param>
    /// <exception cref="LinuxException">It is missing, no directory or not permitted.</exception>
    public static DirectoryHandle OpenHost(string hostPath)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return descriptor < 0
            ? throw LinuxException.Last("open", hostPath)
            : new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true), hostPath);
    }

    /// <summary>Opens a directory below this one; it becomes a root of its own.</summary>
    /// <exception cref="LinuxException">It is missing, no directory or not permitted.</exception>
    public DirectoryHandle OpenDirectory(string path) =>
        new(Open(path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC), Describe(path));

    /// <summary>Opens a directory below this one, or returns null where there is none.</summary>
    public DirectoryHandle? TryOpenDirectory(string path)
    {
        SafeFileHandle? handle = TryOpen(path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        return handle is null ? null : new DirectoryHandle(handle, Describe(path));
    }

    /// <summary>Opens an entry's subdirectory by its bare name, never through a link.</summary>
    /// <exception cref="LinuxException">It is missing, no directory or not permitted.</exception>
    public DirectoryHandle OpenChild(string name)
    {
        int descriptor = Libc.Openat(Descriptor, name, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        return descriptor < 0
            ? throw LinuxException.Last("openat", Describe(name))
            : new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true), Describe(name));
    }

    /// <summary>Opens a regular file for reading; links are followed inside this root; pipes and devices do not block.</summary>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="LinuxException">It is missing or not permitted.</exception>
    public SafeFileHandle OpenFile(string path) =>
        Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);

    /// <summary>Opens a regular file by its bare name, never through a link.</summary>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="LinuxException">It is missing, a link or not permitted.</exception>
    public SafeFileHandle OpenChildFile(string name)
    {
        int flags = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC;
        int descriptor = Libc.Openat(Descriptor, name, flags, 0);
        return descriptor < 0 ? throw LinuxException.Last("openat", Describe(name)) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens an entry as a place only (<c>O_PATH</c>), for mounts and status.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a link as last component is followed.</param>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="LinuxException">It is missing or not permitted.</exception>
    public SafeFileHandle OpenPath(string path, bool follow = true) =>
        Open(path, Libc.O_PATH | Libc.O_CLOEXEC | (follow ? 0 : Libc.O_NOFOLLOW));

    /// <summary>The names in this directory, in no order, without <c>.</c> and <c>..</c>.</summary>
    public IReadOnlyList<DirectoryEntry> ReadEntries()
    {
        using SafeFileHandle fresh = Open("", Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        return DirectoryReader.Read(fresh, Name);
    }

    /// <summary>The status of an entry.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a link as last component is followed.</param>
    /// <exception cref="LinuxException">It is missing or not permitted.</exception>
    public FileStatus GetStatus(string path, bool follow = false)
    {
        using SafeFileHandle entry = OpenPath(path, follow);
        return StatusOf(entry, Describe(path));
    }

    /// <summary>The status of an entry, or null where there is none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a link as last component is followed.</param>
    public FileStatus? TryGetStatus(string path, bool follow = false)
    {
        using SafeFileHandle? entry = TryOpen(path, Libc.O_PATH | Libc.O_CLOEXEC | (follow ? 0 : Libc.O_NOFOLLOW));
        return entry is null ? null : StatusOf(entry, Describe(path));
    }

    /// <summary>The status of an entry of this directory by its bare name, never through a link.</summary>
    public FileStatus GetChildStatus(string name) =>
        Libc.StatxAt(Descriptor, name, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx status) < 0
            ? throw LinuxException.Last("statx", Describe(name))
            : FileStatus.From(status);

    /// <summary>The target of a symbolic link.</summary>
    /// <exception cref="LinuxException">It is missing or no link.</exception>
    public unsafe string ReadLink(string path)
    {
        using SafeFileHandle entry = OpenPath(path, follow: false);
        byte* buffer = stackalloc byte[4096];
        nint count = Libc.Readlinkat((int)entry.DangerousGetHandle(), "", buffer, 4096);
        return count < 0 ? throw LinuxException.Last("readlinkat", Describe(path)) : PathText.Decode(new ReadOnlySpan<byte>(buffer, (int)count));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    internal static unsafe FileStatus StatusOf(SafeFileHandle entry, string target)
    {
        byte empty = 0;
        return Libc.StatxAt((int)entry.DangerousGetHandle(), &empty, Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out Libc.Statx status) < 0
            ? throw LinuxException.Last("statx", target)
            : FileStatus.From(status);
    }

    private SafeFileHandle Open(string path, int flags) => TryOpen(path, flags, out SafeFileHandle? handle)
        ? handle!
        : throw LinuxException.Last("openat2", Describe(path));

    private SafeFileHandle? TryOpen(string path, int flags)
    {
        if (TryOpen(path, flags, out SafeFileHandle? handle))
        {
            return handle;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP ? null : throw new LinuxException("openat2", Describe(path), errno);
    }

    private bool TryOpen(string path, int flags, out SafeFileHandle? handle)
    {
        path = path.TrimStart('/');
        return path.Length > LongStep && Encoding.UTF8.GetByteCount(path) > MostPathLength
            ? TryOpenLong(path, flags, out handle)
            : TryOpen(Descriptor, path.Length == 0 ? "." : path, flags, Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS, out handle);
    }

    /// <summary>The kernel takes no path of 4096 bytes or more: goes down to the last directory that it takes, and on from there, no longer through links.</summary>
    private bool TryOpenLong(string path, int flags, out SafeFileHandle? handle)
    {
        DirectoryHandle? deepest = null;
        try
        {
            ulong resolve = Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS;
            string rest = path;
            while (Encoding.UTF8.GetByteCount(rest) > MostPathLength)
            {
                int cut = rest.LastIndexOf('/', Math.Min(rest.Length, LongStep) - 1);
                if (cut < 0 || !TryOpen(deepest?.Descriptor ?? Descriptor, rest[..cut], Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, resolve, out SafeFileHandle? next))
                {
                    handle = null;
                    Marshal.SetLastPInvokeError(cut < 0 ? Errno.ENAMETOOLONG : Marshal.GetLastPInvokeError());
                    return false;
                }

                deepest?.Dispose();
                deepest = new DirectoryHandle(next!, Name);
                rest = rest[(cut + 1)..].TrimStart('/');
                resolve = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS;
            }

            return TryOpen(deepest!.Descriptor, rest.Length == 0 ? "." : rest, flags, resolve, out handle);
        }
        finally
        {
            int errno = Marshal.GetLastPInvokeError();
            deepest?.Dispose();
            Marshal.SetLastPInvokeError(errno);
        }
    }

    private static bool TryOpen(int directory, string path, int flags, ulong resolve, out SafeFileHandle? handle)
    {
        Libc.OpenHow how = new() { Flags = (ulong)(uint)flags, Resolve = resolve };
        int descriptor;
        do
        {
            descriptor = Libc.Openat2(directory, path, ref how);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() is Errno.EINTR or Errno.EAGAIN);

        handle = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor >= 0;
    }

    private string Describe(string path) => path.Length == 0 ? Name : $"{Name}/{path.TrimStart('/')}";
}
