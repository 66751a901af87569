using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>
/// A detached overlay mount: a directory that shows several layers as one. It is attached nowhere, so no other process sees it, and it
/// is gone when its handle is disposed or this process ends.
/// </summary>
public static class OverlayMount
{
    /// <summary>Whether opaque directories are marked in the <c>user.</c> class: everywhere but in the initial user namespace.</summary>
    public static bool UsesUserXattrs => !ProcessCredentials.IsInitialUserNamespace;

    /// <summary>The option <c>lowerdir+</c> came with Linux 6.8; older kernels may take any option and fail in the end.</summary>
    private static readonly Lazy<bool> TakesLayersOneByOne = new(static () => Environment.OSVersion.Version >= new Version(6, 8));

    /// <summary>Mounts layers over each other.</summary>
    /// <param name="lowerHostPaths">Directories that are only read, the topmost first; none gives an empty file system.</param>
    /// <param name="upperHostPath">The directory that takes all changes; null for a view that can't be written.</param>
    /// <param name="workHostPath">An empty directory on the file system of the upper one; needed with it.</param>
    /// <returns>The root of the view; the caller disposes it.</returns>
    /// <exception cref="LinuxException">A directory is missing or the kernel refuses the mount.</exception>
    /// <remarks>
    /// Directory redirection, metadata-only copies and the index are off, so that the upper directory holds plain files, whiteouts (character
    /// devices 0:0) and opaque markers (<c>trusted.overlay.opaque</c>, or <c>user.overlay.opaque</c> when rootless) only.
    /// Nothing is synchronised to disk (<c>volatile</c>).
    /// </remarks>
    public static DirectoryHandle Create(IReadOnlyList<string> lowerHostPaths, string? upperHostPath, string? workHostPath)
    {
        string name = upperHostPath ?? (lowerHostPaths.Count > 0 ? lowerHostPaths[0] : "overlay");
        SafeFileHandle mount = Mount(lowerHostPaths, upperHostPath, workHostPath);
        if (upperHostPath is not null && Libc.Fstatfs((int)mount.DangerousGetHandle(), out Libc.StatFs status) == 0 && (status.Flags & Libc.ST_RDONLY) != 0)
        {
            mount.Dispose();
            throw new LinuxException("fsmount", $"overlay on {upperHostPath}", Errno.EROFS);
        }

        // The mount lives exactly as long as this descriptor: no other one may take its place.
        return new DirectoryHandle(mount, name);
    }

    private static SafeFileHandle Mount(IReadOnlyList<string> lowers, string? upper, string? work)
    {
        if (upper is null && lowers.Count == 1)
        {
            return ReadOnlyClone(lowers[0]);
        }

        if (!TakesLayersOneByOne.Value && lowers.Count > 0)
        {
            return AttachedOverlay.Mount(lowers, upper, work);
        }

        using FileSystemContext overlay = new("overlay");
        if (UsesUserXattrs)
        {
            overlay.Set("userxattr");
        }

        if (lowers.Count == 0)
        {
            return EmptyLower(overlay, upper, work);
        }

        foreach (string lower in lowers)
        {
            overlay.Set("lowerdir+", lower);
        }

        return Finish(overlay, upper, work);
    }

    private static SafeFileHandle Finish(FileSystemContext overlay, string? upper, string? work)
    {
        if (upper is not null)
        {
            overlay.Set("upperdir", upper).Set("workdir", work ?? throw new ArgumentNullException(nameof(work))).Set("volatile");
        }

        // "off" follows redirects that a layer brings along; some kernels refuse that with userxattr.
        return overlay.Set("redirect_dir", "nofollow").Set("metacopy", "off").Set("index", "off").Mount(Libc.MOUNT_ATTR_NODEV);
    }

    /// <summary>Overlay wants a lower layer: an empty directory beside the work directory serves as one.</summary>
    private static SafeFileHandle EmptyLower(FileSystemContext overlay, string? upper, string? work)
    {
        if (work is null)
        {
            using FileSystemContext tmpfs = new("tmpfs");
            return tmpfs.Set("mode", "755").Mount(Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_RDONLY);
        }

        string empty = work.TrimEnd('/') + ".empty";
        Directory.CreateDirectory(empty);
        try
        {
            // The mount keeps the directory alive after its name is gone.
            return TakesLayersOneByOne.Value ? Finish(overlay.Set("lowerdir+", empty), upper, work) : AttachedOverlay.Mount([empty], upper, work);
        }
        finally
        {
            Directory.Delete(empty);
        }
    }

    private static SafeFileHandle ReadOnlyClone(string hostPath)
    {
        using DirectoryHandle source = DirectoryHandle.OpenHost(hostPath);
        SafeFileHandle clone = MountTree.Clone(source.Handle, recursive: false, hostPath);
        MountTree.SetAttributes(clone, Libc.MOUNT_ATTR_RDONLY | Libc.MOUNT_ATTR_NODEV, 0, recursive: false, hostPath);
        return clone;
    }
}
