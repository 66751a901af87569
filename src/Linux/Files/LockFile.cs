using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>A lock between processes, flock(2) on a file; gone with the process that holds it.</summary>
public sealed class LockFile : IDisposable
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;

    private readonly SafeFileHandle _file;

    private LockFile(SafeFileHandle file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="hostPath">The file, made if it is missing.</param>
    /// <param name="shared">Whether others may hold it shared too.</param>
    public static LockFile Acquire(string hostPath, bool shared = false)
    {
        SafeFileHandle file = Open(hostPath);
        while (Libc.Flock((int)file.DangerousGetHandle(), shared ? Shared : Exclusive) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                throw LinuxException.Last("flock", hostPath);
            }
        }

        return new LockFile(file);
    }

    /// <summary>Takes the lock if nobody holds it.</summary>
    /// <returns>The lock, or null where it is held.</returns>
    public static LockFile? TryAcquire(string hostPath)
    {
        SafeFileHandle file = Open(hostPath);
        if (Libc.Flock((int)file.DangerousGetHandle(), Exclusive | NonBlocking) == 0)
        {
            return new LockFile(file);
        }

        int errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        return errno == Errno.EAGAIN ? null : throw new LinuxException("flock", hostPath, errno);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Open(string hostPath)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC, 0x180);
        return descriptor < 0 ? throw LinuxException.Last("open", hostPath) : new SafeFileHandle(descriptor, ownsHandle: true);
    }
}
