using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>What the layers below one that is unpacked have, mounted only if it is asked for.</summary>
/// <param name="lower">The directories, lowest first.</param>
internal sealed class LowerTree(List<string> lower) : IDisposable
{
    private DirectoryHandle? _merged;
    private MountedRoot? _root;

    /// <summary>The entry at a path, or null where there is none.</summary>
    public LayerEntry? TryGet(string path) => lower.Count == 0 ? null : Root.TryGet(path);

    /// <summary>Opens a regular file, or returns null where there is none.</summary>
    public SafeFileHandle? TryOpenFile(string path) => TryGet(path) is { Kind: FileKind.Regular } ? _merged!.OpenFile(path) : null;

    /// <inheritdoc/>
    public void Dispose() => _merged?.Dispose();

    private MountedRoot Root
    {
        get
        {
            _merged ??= OverlayMount.Create([.. Enumerable.Reverse(lower)], upperHostPath: null, workHostPath: null);
            return _root ??= new MountedRoot(_merged);
        }
    }
}
