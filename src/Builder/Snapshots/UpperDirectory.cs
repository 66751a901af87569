using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>An upper directory of overlayfs: its own mode, owner and attributes are those of the root of the view.</summary>
internal static class UpperDirectory
{
    /// <summary>Makes an empty directory look like the root that it covers.</summary>
    /// <param name="hostPath">The directory.</param>
    /// <param name="coveredHostPath">The topmost directory below it; null for none.</param>
    public static void Prepare(string hostPath, string? coveredHostPath)
    {
        using DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        if (coveredHostPath is null)
        {
            directory.SetOwner("", 0, 0);
            directory.SetMode("", 0x1ED);
            return;
        }

        using DirectoryHandle covered = DirectoryHandle.OpenHost(coveredHostPath);
        FileStatus status = covered.GetStatus("");
        GiveTo(directory, status);
        directory.SetMode("", status.Mode);
        CopyXattrs(covered, directory);
        directory.SetTimes("", status.ModifiedAt);
    }

    /// <summary>The owner of a context may be nobody whom this process knows; the view is thrown away then, so it stays the builder's.</summary>
    private static void GiveTo(DirectoryHandle directory, in FileStatus status)
    {
        try
        {
            directory.SetOwner("", status.UserId, status.GroupId);
        }
        catch (LinuxException unknown) when (unknown.Errno == Errno.EINVAL)
        {
            directory.SetOwner("", 0, 0);
        }
    }

    /// <summary>Gives a directory the attributes of another one that layers keep, and the mark of its owner.</summary>
    public static void CopyXattrs(DirectoryHandle source, DirectoryHandle target) => CopyXattrs(source.Handle, target.Handle, target.Name);

    /// <summary>As <see cref="CopyXattrs(DirectoryHandle, DirectoryHandle)"/>, for any open file.</summary>
    public static void CopyXattrs(SafeFileHandle source, SafeFileHandle target, string name)
    {
        foreach (string xattr in source.ListXattrs(name).Where(IsKept))
        {
            if (source.GetXattr(xattr, name) is { } value)
            {
                target.SetXattr(xattr, value, name);
            }
        }
    }

    /// <summary>Whether an attribute belongs to the file rather than to overlayfs or this machine.</summary>
    public static bool IsKept(string xattr) => XattrFilter.IsKept(xattr) || (OwnerMark.IsUsed && xattr == OwnerMark.XattrName);
}
