using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Files that the user names, wherever they are.</summary>
public static unsafe class HostFile
{
    private const int Step = 20;

    /// <summary>Opens a file without waiting for it, whatever it is; links are followed.</summary>
    /// <returns>A handle that the caller disposes.</returns>
    /// <exception cref="LinuxException">It is missing or not permitted.</exception>
    public static SafeFileHandle OpenForReading(string hostPath)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC, 0);
        return descriptor < 0 ? throw LinuxException.Last("open", hostPath) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>The status of what a path leads to, or null where that is nothing.</summary>
    public static FileStatus? TryGetStatus(string hostPath)
    {
        if (Libc.StatxAt(Libc.AT_FDCWD, hostPath, 0, Libc.STATX_BASIC_STATS, out Libc.Statx status) == 0)
        {
            return FileStatus.From(status);
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno is Errno.ENOENT or Errno.ENOTDIR ? null : throw new LinuxException("statx", hostPath, errno);
    }

    /// <summary>Makes a file without a name, which is gone when it is closed before <see cref="SetName"/>, even by the end of the process.</summary>
    /// <param name="directory">The directory in whose file system it lies.</param>
    /// <param name="mode">Its mode, less the umask.</param>
    /// <returns>A handle for writing that the caller disposes; null where the file system has no such files.</returns>
    /// <exception cref="LinuxException">The directory is missing or not permitted.</exception>
    public static SafeFileHandle? TryCreateUnnamed(string directory, int mode)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, directory, Libc.O_WRONLY | Libc.O_TMPFILE | Libc.O_CLOEXEC, (uint)mode);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : Marshal.GetLastPInvokeError() is Errno.EOPNOTSUPP or Errno.EISDIR ? null
            : throw LinuxException.Last("open", directory);
    }

    /// <summary>Gives an unnamed file a name that is free.</summary>
    public static void SetName(this SafeFileHandle file, string hostPath)
    {
        if (Libc.Linkat(Libc.AT_FDCWD, $"/proc/self/fd/{(int)file.DangerousGetHandle()}", Libc.AT_FDCWD, hostPath, Libc.AT_SYMLINK_FOLLOW) < 0)
        {
            throw LinuxException.Last("linkat", hostPath);
        }
    }

    /// <summary>Waits until somebody writes into a pipe; from then on reading waits for more.</summary>
    /// <param name="pipe">The pipe, opened without waiting.</param>
    /// <param name="limit">How long.</param>
    /// <param name="name">How an error names it.</param>
    /// <returns>False if nobody did.</returns>
    public static bool BeginReadingPipe(this SafeFileHandle pipe, TimeSpan limit, string name)
    {
        int descriptor = (int)pipe.DangerousGetHandle();
        Libc.PollFd poll = new() { Descriptor = descriptor, Events = Libc.POLLIN };
        for (int waited = 0; Libc.Poll(&poll, 1, Step) <= 0; waited += Step)
        {
            if (waited >= limit.TotalMilliseconds)
            {
                return false;
            }
        }

        int flags = Libc.Fcntl(descriptor, Libc.F_GETFL, 0);
        return Libc.Fcntl(descriptor, Libc.F_SETFL, flags & ~Libc.O_NONBLOCK) < 0 ? throw LinuxException.Last("fcntl", name) : true;
    }
}
