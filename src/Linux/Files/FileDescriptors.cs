using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Calls on open files that the base class library does not offer.</summary>
public static unsafe class FileDescriptors
{
    private const int KeepSize = 1;

    /// <summary>
    /// Opens <c>/dev/null</c> for each standard stream that this process was started without. To be called before anything is opened, for
    /// the next file would take its place.
    /// </summary>
    public static void EnsureStandardStreams()
    {
        for (int descriptor = 0; descriptor < 3; descriptor++)
        {
            if (Libc.Fcntl(descriptor, Libc.F_GETFD, 0) < 0)
            {
                _ = Libc.Openat(Libc.AT_FDCWD, "/dev/null", Libc.O_RDWR, 0);
            }
        }
    }

    /// <summary>Opens a file of the host for reading.</summary>
    /// <exception cref="LinuxException">It is missing or not permitted.</exception>
    public static SafeFileHandle OpenHostFile(string hostPath)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        return descriptor < 0 ? throw LinuxException.Last("open", hostPath) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Makes a write beyond the limit of file sizes (<c>RLIMIT_FSIZE</c>) fail with an error that can be told, in place of ending this process.</summary>
    public static void ReportFileSizeLimit() => Libc.Signal(Libc.SIGXFSZ, Libc.SIG_IGN);

    /// <summary>Writes to a standard stream as it is, at its own position: write(2).</summary>
    /// <returns>Whether somebody still reads it.</returns>
    public static bool TryWriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = Libc.Write(descriptor, bytes);
            if (count >= 0)
            {
                bytes = bytes[count..];
            }
            else if (Marshal.GetLastPInvokeError() == Errno.EAGAIN)
            {
                Libc.PollFd room = new() { Descriptor = descriptor, Events = Libc.POLLOUT };
                _ = Libc.Poll(&room, 1, -1);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits until the content of a file, and what is needed to read it, is on disk: fdatasync(2).</summary>
    public static void SyncContent(this SafeFileHandle file, string name) => Check(Libc.Fdatasync(Number(file)), "fdatasync", name);

    /// <summary>Waits until a file or directory is on disk with all that belongs to it: fsync(2).</summary>
    public static void SyncAll(this SafeFileHandle file, string name) => Check(Libc.Fsync(Number(file)), "fsync", name);

    /// <summary>Waits until the whole file system of a file is on disk: syncfs(2).</summary>
    public static void SyncFileSystem(this SafeFileHandle file, string name) => Check(Libc.Syncfs(Number(file)), "syncfs", name);

    /// <summary>Reserves blocks for a file that will have <paramref name="sizeInBytes"/>, without changing its size: fallocate(2).</summary>
    /// <returns>False where the file system cannot do it.</returns>
    /// <exception cref="LinuxException">The disk is full.</exception>
    public static bool TryReserve(this SafeFileHandle file, long sizeInBytes, string name)
    {
        if (sizeInBytes <= 0 || Libc.Fallocate(Number(file), KeepSize, 0, sizeInBytes) == 0)
        {
            return sizeInBytes > 0;
        }

        return Marshal.GetLastPInvokeError() == Errno.EOPNOTSUPP ? false : throw LinuxException.Last("fallocate", name);
    }

    /// <summary>
    /// Copies bytes from the current position of one file to that of another inside the kernel, sharing blocks where the file system can:
    /// copy_file_range(2), else sendfile(2).
    /// </summary>
    /// <returns>The number of bytes copied: fewer than <paramref name="count"/> only at the end of the source.</returns>
    /// <exception cref="LinuxException">Reading or writing failed.</exception>
    public static long CopyTo(this SafeFileHandle source, SafeFileHandle target, long count, string name)
    {
        long copied = 0;
        bool useSendfile = false;
        while (copied < count)
        {
            nuint wish = (nuint)Math.Min(count - copied, 1L << 30);
            nint done = useSendfile
                ? Libc.Sendfile(Number(target), Number(source), null, wish)
                : Libc.CopyFileRange(Number(source), null, Number(target), null, wish, 0);
            if (done > 0)
            {
                copied += done;
            }
            else if (done == 0)
            {
                break;
            }
            else if (Marshal.GetLastPInvokeError() is Errno.EXDEV or Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOSYS && !useSendfile)
            {
                useSendfile = true;
            }
            else if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                throw LinuxException.Last(useSendfile ? "sendfile" : "copy_file_range", name);
            }
        }

        return copied;
    }

    private static int Number(SafeFileHandle file) => (int)file.DangerousGetHandle();

    private static void Check(int result, string call, string name)
    {
        if (result < 0)
        {
            throw LinuxException.Last(call, name);
        }
    }
}
