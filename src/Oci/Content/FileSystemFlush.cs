using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Oci.Content;

/// <summary>Makes written data safe against a power failure.</summary>
internal static class FileSystemFlush
{
    /// <summary>Flushes one file or directory, fsync(2).</summary>
    public static void Flush(string hostPath)
    {
        using SafeFileHandle file = TryOpen(hostPath) ?? throw new LinuxException("open", hostPath, Errno.ENOENT);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Flushes several files and nothing else; those that are gone are left out.</summary>
    /// <remarks>All begin to be written before the first one is waited for (sync_file_range(2)): then one commit of the journal serves all.</remarks>
    public static void Flush(IEnumerable<string> hostPaths)
    {
        List<SafeFileHandle> files = [.. hostPaths.Select(TryOpen).OfType<SafeFileHandle>()];
        try
        {
            foreach (SafeFileHandle file in files)
            {
                // A hint: whether the bytes are safe is for fsync to say.
                _ = Libc.SyncFileRange((int)file.DangerousGetHandle(), 0, 0, Libc.SYNC_FILE_RANGE_WRITE);
            }

            files.ForEach(RandomAccess.FlushToDisk);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Flushes the whole file system that holds a directory, syncfs(2).</summary>
    public static void FlushAll(string hostPath)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        directory.Handle.SyncFileSystem(hostPath);
    }

    private static SafeFileHandle? TryOpen(string hostPath)
    {
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        LinuxException problem = LinuxException.Last("open", hostPath);
        return problem.Errno == Errno.ENOENT ? null : throw problem;
    }
}
