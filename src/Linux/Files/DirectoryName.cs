using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Names of finished directories.</summary>
public static class DirectoryName
{
    /// <summary>Gives a finished directory its name, unless that name is taken.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="name">Its name from now on: a host path in the same file system.</param>
    /// <returns>False where something has the name already; the directory stays where it is then.</returns>
    /// <remarks>A plain rename(2) replaces an empty directory, which another process may have opened just now.</remarks>
    /// <exception cref="LinuxException">It cannot be renamed.</exception>
    public static bool TryTake(string hostPath, string name)
    {
        int errno = Rename(hostPath, name, Libc.RENAME_NOREPLACE);
        if (errno == Errno.EINVAL)
        {
            // Some network file systems know no flags.
            errno = Directory.Exists(name) ? Errno.EEXIST : Rename(hostPath, name, 0);
        }

        return errno switch
        {
            0 => true,
            Errno.EEXIST or Errno.ENOTEMPTY => false,
            _ => throw new LinuxException("renameat2", name, errno),
        };
    }

    private static int Rename(string hostPath, string name, uint flags) =>
        Libc.Renameat2(Libc.AT_FDCWD, hostPath, Libc.AT_FDCWD, name, flags) == 0 ? 0 : LinuxException.Last("renameat2", name).Errno;
}
