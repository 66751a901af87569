using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Paths below the root of a file system, without a leading slash; the root is the empty text.</summary>
internal static class ImagePath
{
    /// <summary>Parent and last component.</summary>
    public static (string Parent, string Name) Split(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    /// <summary>An entry of a directory.</summary>
    public static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    /// <summary>The path without <c>.</c>, <c>..</c> and doubled slashes; <c>..</c> stops at the root.</summary>
    public static string Normalize(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(parts.Count - 1, 0), Math.Min(parts.Count, 1));
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>Where a link in <paramref name="directory"/> leads.</summary>
    public static string Resolve(string directory, string link) =>
        Normalize(link.StartsWith('/') ? link : $"{directory}/{link}");

    /// <summary>Whether <paramref name="path"/> lies below <paramref name="directory"/>, and where.</summary>
    public static bool IsBelow(string path, string directory, out string rest)
    {
        bool isBelow = path.Length > directory.Length && path.StartsWith(directory, StringComparison.Ordinal) && (directory.Length == 0 || path[directory.Length] == '/');
        rest = isBelow ? path[directory.Length..].TrimStart('/') : "";
        return isBelow;
    }

    /// <summary>The path of what a descriptor is open on, below a directory, without links.</summary>
    public static string Of(DirectoryHandle root, SafeFileHandle entry)
    {
        string path = Of(entry);
        string start = Of(root.Handle);
        return IsBelow(path, start, out string rest) || path == start ? rest : throw new LinuxException("readlink", path, Errno.ENOENT);
    }

    /// <summary>The path of what a descriptor is open on, from the root of its detached mount, without links.</summary>
    public static unsafe string Of(SafeFileHandle entry)
    {
        byte* buffer = stackalloc byte[4096];
        nint count = Libc.Readlinkat(Libc.AT_FDCWD, $"/proc/self/fd/{(int)entry.DangerousGetHandle()}", buffer, 4096);
        return count < 0
            ? throw LinuxException.Last("readlink", "/proc/self/fd")
            : PathText.Decode(new ReadOnlySpan<byte>(buffer, (int)count)).TrimStart('/');
    }
}
