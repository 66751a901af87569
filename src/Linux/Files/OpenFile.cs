using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Calls on open files and directories by their descriptors: status, owner, mode, times, extended attributes.</summary>
public static unsafe class OpenFile
{
    private const int MostXattrBytes = 64 * 1024;

    /// <summary>The status.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="name">How an error names it.</param>
    public static FileStatus GetStatus(this SafeFileHandle file, string name) => DirectoryHandle.StatusOf(file, name);

    /// <summary>Sets owner and group; clears set-id bits as the kernel does, so set the mode afterwards.</summary>
    public static void SetOwner(this SafeFileHandle file, uint userId, uint groupId, string name) =>
        Check("fchown", name, Libc.Fchown(DescriptorOf(file), userId, groupId));

    /// <summary>Sets the mode.</summary>
    public static void SetMode(this SafeFileHandle file, int mode, string name) => Check("fchmod", name, Libc.Fchmod(DescriptorOf(file), (uint)mode));

    /// <summary>Sets access and modification time.</summary>
    public static void SetTimes(this SafeFileHandle file, UnixTime time, string name)
    {
        Libc.Timespec* times = stackalloc Libc.Timespec[2];
        times[0] = times[1] = new Libc.Timespec { Seconds = time.Seconds, Nanoseconds = time.Nanoseconds };
        Check("futimens", name, Libc.Futimens(DescriptorOf(file), times));
    }

    /// <summary>The names of the extended attributes, sorted; none where the file system has none.</summary>
    public static IReadOnlyList<string> ListXattrs(this SafeFileHandle file, string name)
    {
        byte* list = stackalloc byte[1024];
        nint count = Libc.Flistxattr(DescriptorOf(file), list, 1024);
        if (count < 0 && Marshal.GetLastPInvokeError() == Errno.ERANGE)
        {
            byte[] large = new byte[MostXattrBytes];
            fixed (byte* bytes = large)
            {
                count = Libc.Flistxattr(DescriptorOf(file), bytes, MostXattrBytes);
                return count < 0 ? throw LinuxException.Last("flistxattr", name) : Xattrs.SplitNames(new ReadOnlySpan<byte>(bytes, (int)count));
            }
        }

        return count >= 0 ? Xattrs.SplitNames(new ReadOnlySpan<byte>(list, (int)count))
            : Marshal.GetLastPInvokeError() == Errno.EOPNOTSUPP ? []
            : throw LinuxException.Last("flistxattr", name);
    }

    /// <summary>The value of an extended attribute, or null where there is none.</summary>
    public static byte[]? GetXattr(this SafeFileHandle file, string xattr, string name)
    {
        const int Usual = 256;
        byte* usual = stackalloc byte[Usual];
        nint count = Libc.Fgetxattr(DescriptorOf(file), xattr, usual, Usual);
        if (count >= 0)
        {
            return new ReadOnlySpan<byte>(usual, (int)count).ToArray();
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Errno.ENODATA or Errno.EOPNOTSUPP => null,
            Errno.ERANGE => GetLongXattr(file, xattr, name),
            _ => throw LinuxException.Last("fgetxattr", $"{name} {xattr}"),
        };
    }

    /// <summary>Sets an extended attribute.</summary>
    public static void SetXattr(this SafeFileHandle file, string xattr, ReadOnlySpan<byte> value, string name)
    {
        fixed (byte* bytes = value)
        {
            Check("fsetxattr", $"{name} {xattr}", Libc.Fsetxattr(DescriptorOf(file), xattr, bytes, (nuint)value.Length, 0));
        }
    }

    private static byte[] GetLongXattr(SafeFileHandle file, string xattr, string name)
    {
        byte[] value = new byte[MostXattrBytes];
        fixed (byte* bytes = value)
        {
            nint count = Libc.Fgetxattr(DescriptorOf(file), xattr, bytes, MostXattrBytes);
            return count >= 0 ? value[..(int)count] : throw LinuxException.Last("fgetxattr", $"{name} {xattr}");
        }
    }

    private static int DescriptorOf(SafeFileHandle file) => (int)file.DangerousGetHandle();

    private static void Check(string call, string name, int result)
    {
        if (result < 0)
        {
            throw LinuxException.Last(call, name);
        }
    }
}
