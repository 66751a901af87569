using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A root file system that is there as a directory, such as a merged overlay; the directory stays with its owner.</summary>
/// <param name="directory">The root.</param>
public sealed class MountedRoot(DirectoryHandle directory) : IRootView
{
    /// <inheritdoc/>
    public LayerEntry? TryGet(string path)
    {
        if (directory.TryGetStatus(path) is not { } found)
        {
            return null;
        }

        FileStatus status = OwnerMark.Apply(directory, path, found);

        ImmutableArray<LayerXattr> xattrs = path.Length == 0 ? [] : XattrFilter.Read(directory, path);
        return LayerEntry.From(path, status) with
        {
            LinkTarget = status.IsSymbolicLink ? directory.ReadLink(path) : null,
            Xattrs = xattrs,
        };
    }

    /// <inheritdoc/>
    public byte[] ReadFile(LayerEntry file, int limitInBytes)
    {
        using SafeFileHandle handle = directory.OpenFile(file.Path);
        FileStatus status = FileStatus.Of(handle, file.Path);
        if (!status.IsRegular || status.SizeInBytes > limitInBytes)
        {
            throw new InputException($"\"/{file.Path}\" is no file of at most {limitInBytes} bytes");
        }

        byte[] content = new byte[status.SizeInBytes];
        int count = RandomAccess.Read(handle, content, 0);
        return content.AsSpan(0, count).ToArray();
    }
}
