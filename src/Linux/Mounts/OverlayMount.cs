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
    private const int CapSysAdmin = 21;

    /// <summary>Whether opaque directories are marked in the <c>user.</c> class: everywhere but in the initial user namespace.</summary>
    public static bool UsesUserXattrs => !ProcessCredentials.IsInitialUserNamespace || !IsPossible;

    /// <summary>The attribute by which a directory hides what is below it; its value is <c>y</c>.</summary>
    public static string OpaqueXattr => UsesUserXattrs ? "user.overlay.opaque" : "trusted.overlay.opaque";

    /// <summary>Whether this process may mount at all.</summary>
    public static bool IsPossible => MayMount.Value;

    private static readonly Lazy<bool> MayMount = new(static () => (ProcessCredentials.EffectiveCapabilities >> CapSysAdmin & 1) != 0);

    /// <summary>The option <c>lowerdir+</c> came with Linux 6.8; older kernels may take any option and fail in the end.</summary>
    private static readonly Lazy<bool> TakesLayersOneByOne = new(static () => Environment.OSVersion.Version >= new Version(6, 8));

    /// <summary>Since Linux 6.15 a layer may be a mount that is attached nowhere.</summary>
    private static readonly Lazy<bool> TakesDetachedLayers = new(static () => Environment.OSVersion.Version >= new Version(6, 15));

    /// <summary>Mounts layers over each other.</summary>
    /// <param name="lowerHostPaths">Directories that are only read, the topmost first; none gives an empty file system.</param>
    /// <param name="upperHostPath">The directory that takes all changes; null for a view that can't be written.</param>
    /// <param name="workHostPath">An empty directory on the file system of the upper one; needed with it.</param>
    /// <param name="owners">For commands with a root of their own: the view shows the files as theirs. The upper and the work directory must lie in one directory then.</param>
    /// <returns>The root of the view; the caller disposes it.</returns>
    /// <exception cref="LinuxException">A directory is missing or the kernel refuses the mount.</exception>
    /// <remarks>
    /// Directory redirection, metadata-only copies and the index are off, so that the upper directory holds plain files, whiteouts (character
    /// devices 0:0) and opaque markers (<c>trusted.overlay.opaque</c>, or <c>user.overlay.opaque</c> when rootless) only.
    /// Nothing is synchronised to disk (<c>volatile</c>).
    /// </remarks>
    public static DirectoryHandle Create(IReadOnlyList<string> lowerHostPaths, string? upperHostPath, string? workHostPath, OwnerMap? owners = null)
    {
        string name = upperHostPath ?? (lowerHostPaths.Count > 0 ? lowerHostPaths[0] : "overlay");
        SafeFileHandle mount = Mount(lowerHostPaths, upperHostPath, workHostPath, owners);
        if (upperHostPath is not null && Libc.Fstatfs((int)mount.DangerousGetHandle(), out Libc.StatFs status) == 0 && (status.Flags & Libc.ST_RDONLY) != 0)
        {
            mount.Dispose();
            throw new LinuxException("fsmount", $"overlay on {upperHostPath}", Errno.EROFS);
        }

        // The mount lives exactly as long as this descriptor: no other one may take its place.
        return new DirectoryHandle(mount, name);
    }

    private static SafeFileHandle Mount(IReadOnlyList<string> lowers, string? upper, string? work, OwnerMap? owners)
    {
        if (upper is null && lowers.Count == 1)
        {
            return ReadOnlyClone(lowers[0], owners);
        }

        if (lowers.Count == 0)
        {
            return EmptyLower(upper, work, owners);
        }

        bool isDirect = TakesLayersOneByOne.Value && (owners is null || TakesDetachedLayers.Value);
        return isDirect ? MountDetached(lowers, upper, work, owners) : AttachedOverlay.Mount(lowers, upper, work, owners);
    }

    private static SafeFileHandle MountDetached(IReadOnlyList<string> lowers, string? upper, string? work, OwnerMap? owners)
    {
        using LayerPaths paths = new(owners);
        IReadOnlyList<string> layers = [.. lowers.Select(paths.OfLayer)];
        upper = upper is null ? null : paths.OfChild(upper);
        work = work is null ? null : paths.OfChild(work);
        if (owners is null)
        {
            return MountLayers(layers, upper, work);
        }

        // Overlay makes its files as the user who mounts it: that must be somebody whom the upper directory knows.
        using ActingOwner acting = OwnerMap.Act();
        return MountLayers(layers, upper, work);
    }

    private static SafeFileHandle MountLayers(IReadOnlyList<string> layers, string? upper, string? work)
    {
        using FileSystemContext overlay = new("overlay");
        if (UsesUserXattrs)
        {
            overlay.Set("userxattr");
        }

        foreach (string layer in layers)
        {
            overlay.Set("lowerdir+", layer);
        }

        if (upper is not null)
        {
            overlay.Set("upperdir", upper).Set("workdir", work ?? throw new ArgumentNullException(nameof(work))).Set("volatile");
        }

        // "off" follows redirects that a layer brings along; some kernels refuse that with userxattr.
        return overlay.Set("redirect_dir", "nofollow").Set("metacopy", "off").Set("index", "off").Mount(Libc.MOUNT_ATTR_NODEV);
    }

    /// <summary>Overlay wants a lower layer: an empty directory beside the work directory serves as one.</summary>
    private static SafeFileHandle EmptyLower(string? upper, string? work, OwnerMap? owners)
    {
        if (work is null)
        {
            using FileSystemContext tmpfs = new("tmpfs");
            return tmpfs.Set("mode", "755").OwnedBy(owners).Mount(Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_RDONLY);
        }

        string empty = work.TrimEnd('/') + ".empty";
        Directory.CreateDirectory(empty);
        try
        {
            // The mount keeps the directory alive after its name is gone.
            return Mount([empty], upper, work, owners);
        }
        finally
        {
            Directory.Delete(empty);
        }
    }

    private static SafeFileHandle ReadOnlyClone(string hostPath, OwnerMap? owners)
    {
        using DirectoryHandle source = DirectoryHandle.OpenHost(hostPath);
        SafeFileHandle clone = MountTree.Clone(source.Handle, recursive: false, hostPath);
        owners?.Map(clone, hostPath);
        MountTree.SetAttributes(clone, Libc.MOUNT_ATTR_RDONLY | Libc.MOUNT_ATTR_NODEV, 0, recursive: false, hostPath);
        return clone;
    }
}
