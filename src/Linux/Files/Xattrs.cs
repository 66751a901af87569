using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Extended attributes, xattr(7), of entries below a <see cref="DirectoryHandle"/>; links are not followed.</summary>
public static unsafe class Xattrs
{
    /// <summary>The names of an entry's attributes, sorted; none where the file system has none.</summary>
    public static IReadOnlyList<string> ListXattrs(this DirectoryHandle root, string path)
    {
        using SafeFileHandle parent = root.OpenPath(ParentOf(path));
        return List(PathOf(parent, path), path);
    }

    /// <summary>The value of an attribute, or null where there is none.</summary>
    public static byte[]? GetXattr(this DirectoryHandle root, string path, string name)
    {
        using SafeFileHandle parent = root.OpenPath(ParentOf(path));
        return Get(PathOf(parent, path), name);
    }

    /// <summary>Sets an attribute.</summary>
    /// <exception cref="LinuxException">The kernel or the file system refuses it.</exception>
    public static void SetXattr(this DirectoryHandle root, string path, string name, ReadOnlySpan<byte> value)
    {
        using SafeFileHandle parent = root.OpenPath(ParentOf(path));
        fixed (byte* bytes = value)
        {
            if (Libc.Lsetxattr(PathOf(parent, path), name, bytes, (nuint)value.Length, 0) < 0)
            {
                throw LinuxException.Last("lsetxattr", $"{path} {name}");
            }
        }
    }

    /// <summary>Removes an attribute; does nothing where there is none.</summary>
    public static void RemoveXattr(this DirectoryHandle root, string path, string name)
    {
        using SafeFileHandle parent = root.OpenPath(ParentOf(path));
        if (Libc.Lremovexattr(PathOf(parent, path), name) < 0 && Marshal.GetLastPInvokeError() != Errno.ENODATA)
        {
            throw LinuxException.Last("lremovexattr", $"{path} {name}");
        }
    }

    internal static List<string> SplitNames(ReadOnlySpan<byte> list)
    {
        List<string> names = [];
        foreach (Range range in list.Split((byte)0))
        {
            if (!list[range].IsEmpty)
            {
                names.Add(PathText.Decode(list[range]));
            }
        }

        names.Sort(string.CompareOrdinal);
        return names;
    }

    private static List<string> List(string hostPath, string path)
    {
        const int Size = 64 * 1024;
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Size);
        try
        {
            fixed (byte* list = buffer)
            {
                nint count = Libc.Llistxattr(hostPath, list, Size);
                if (count < 0)
                {
                    return Marshal.GetLastPInvokeError() is Errno.EOPNOTSUPP or Errno.EACCES ? [] : throw LinuxException.Last("llistxattr", path);
                }

                return SplitNames(new ReadOnlySpan<byte>(list, (int)count));
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[]? Get(string hostPath, string name)
    {
        nint size = Libc.Lgetxattr(hostPath, name, null, 0);
        if (size < 0)
        {
            return Marshal.GetLastPInvokeError() is Errno.ENODATA or Errno.EOPNOTSUPP ? null : throw LinuxException.Last("lgetxattr", name);
        }

        byte[] value = new byte[size];
        fixed (byte* bytes = value)
        {
            nint count = Libc.Lgetxattr(hostPath, name, bytes, (nuint)size);
            return count == size ? value : throw LinuxException.Last("lgetxattr", name);
        }
    }

    private static string ParentOf(string path)
    {
        path = path.Trim('/');
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    private static string PathOf(SafeFileHandle parent, string path)
    {
        path = path.Trim('/');
        string name = path[(path.LastIndexOf('/') + 1)..];
        return $"/proc/self/fd/{(int)parent.DangerousGetHandle()}/{(name.Length == 0 ? "." : name)}";
    }
}
