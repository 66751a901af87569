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
    public static void CopyXattrs(DirectoryHandle source, DirectoryHandle target)
    {
        foreach (string name in source.Handle.ListXattrs(source.Name))
        {
            bool isKept = XattrFilter.IsKept(name) || (OwnerMark.IsUsed && name == OwnerMark.XattrName);
            if (isKept && source.Handle.GetXattr(name, source.Name) is { } value)
            {
                target.Handle.SetXattr(name, value, target.Name);
            }
        }
    }
}
