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
        int descriptor = Libc.Openat(Libc.AT_FDCWD, hostPath, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = descriptor < 0
            ? throw LinuxException.Last("open", hostPath)
            : new(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Flushes the whole file system that holds a directory, syncfs(2).</summary>
    public static void FlushAll(string hostPath)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        if (Libc.Syncfs((int)directory.Handle.DangerousGetHandle()) < 0)
        {
            throw LinuxException.Last("syncfs", hostPath);
        }
    }
}
