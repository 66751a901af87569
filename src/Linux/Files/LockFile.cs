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
    private const int LongestPauseInMilliseconds = 50;

    private readonly SafeFileHandle _file;

    private LockFile(SafeFileHandle file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="hostPath">The file, made if it is missing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="shared">Whether others may hold it shared too.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <remarks>Asks again and again: a thread inside flock(2) could not be called back when a signal ends the program.</remarks>
    public static LockFile Acquire(string hostPath, CancellationToken cancellationToken, bool shared = false)
    {
        LockFile held = new(Open(hostPath));
        for (int milliseconds = 1; !held.TryLock(shared ? Shared : Exclusive, hostPath); milliseconds = Math.Min(milliseconds * 2, LongestPauseInMilliseconds))
        {
            if (cancellationToken.WaitHandle.WaitOne(milliseconds))
            {
                held.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return held;
    }

    /// <summary>Takes the lock if nobody holds it.</summary>
    /// <returns>The lock, or null where it is held.</returns>
    public static LockFile? TryAcquire(string hostPath)
    {
        LockFile held = new(Open(hostPath));
        if (held.TryLock(Exclusive, hostPath))
        {
            return held;
        }

        held.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Takes the lock if it is free; an error closes the file.</summary>
    private bool TryLock(int operation, string hostPath)
    {
        while (Libc.Flock((int)_file.DangerousGetHandle(), operation | NonBlocking) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN)
            {
                return false;
            }

            if (errno != Errno.EINTR)
            {
                Dispose();
                throw new LinuxException("flock", hostPath, errno);
            }
        }

        return true;
    }

    private static SafeFileHandle Open(string hostPath)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC, 0x180);
        return descriptor < 0 ? throw LinuxException.Last("open", hostPath) : new SafeFileHandle(descriptor, ownsHandle: true);
    }
}
