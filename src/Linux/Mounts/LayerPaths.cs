using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>The directories of an overlay in the form in which the kernel is told of them; it keeps them open until the mount is made.</summary>
/// <param name="owners">Whose the files are; null for those on disk.</param>
internal sealed class LayerPaths(OwnerMap? owners) : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private readonly Dictionary<string, string> _mapped = new(StringComparer.Ordinal);

    /// <summary>Where copies of directories are attached in the mount namespace of this thread; null where the kernel takes detached ones.</summary>
    public string? Place { get; init; }

    /// <summary>A short path of a layer.</summary>
    public string OfLayer(string hostPath) => (owners, Place) switch
    {
        (null, null) => hostPath,
        (null, _) => Open(hostPath).DescriptorPath,
        (_, null) => owners.PathOfLayer(hostPath),
        _ => Mapped(hostPath),
    };

    /// <summary>A path of the upper or work directory: both must lie in one mount.</summary>
    public string OfChild(string hostPath) =>
        owners is null ? OfLayer(hostPath) : $"{Mapped(Path.GetDirectoryName(hostPath) ?? "/")}/{Path.GetFileName(hostPath)}";

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable handle in _open)
        {
            handle.Dispose();
        }
    }

    private DirectoryHandle Open(string hostPath)
    {
        DirectoryHandle directory = DirectoryHandle.OpenHost(hostPath);
        _open.Add(directory);
        return directory;
    }

    private string Mapped(string hostPath)
    {
        if (_mapped.TryGetValue(hostPath, out string? known))
        {
            return known;
        }

        DirectoryHandle clone = owners!.Clone(hostPath);
        _open.Add(clone);
        if (Place is not null && Libc.MoveMount((int)clone.Handle.DangerousGetHandle(), "", Libc.AT_FDCWD, Place, Libc.MOVE_MOUNT_F_EMPTY_PATH) < 0)
        {
            throw LinuxException.Last("move_mount", hostPath);
        }

        return _mapped[hostPath] = clone.DescriptorPath;
    }
}
