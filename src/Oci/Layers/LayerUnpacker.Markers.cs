using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <content>Whiteouts, opaque directories, and directories that the archive leaves out.</content>
public sealed partial class LayerUnpacker
{
    private string OpaqueXattr => _options.UsesUserXattrs ? "user.overlay.opaque" : "trusted.overlay.opaque";

    private void UnpackMarker(string path)
    {
        string directory = EntryPath.ParentOf(path);
        string marker = EntryPath.NameOf(path);
        string removed = marker.StartsWith(Whiteouts.Prefix, StringComparison.Ordinal) ? marker[Whiteouts.Prefix.Length..] : "";
        if (_options.Mode == UnpackMode.PlainTree || Whiteouts.IsReserved(directory) || removed is "" or "." or "..")
        {
            throw new InvalidContentException($"{_options.Name} has the name \"{path}\", which only stands for removed files in layers");
        }

        if (_options.Mode == UnpackMode.MergedTree)
        {
            return;
        }

        if (marker == Whiteouts.OpaqueName)
        {
            if (IsInLowerLayers(directory))
            {
                MarkOpaque(Enter(directory), _tree.Path);
            }
        }
        else if (!marker.StartsWith(Whiteouts.MetadataPrefix, StringComparison.Ordinal) && IsInLowerLayers(EntryPath.Join(directory, removed)))
        {
            UnpackWhiteout(EnterParent(path), removed);
        }
    }

    /// <summary>Markers speak of lower layers only: what this layer has under the name stays.</summary>
    private void UnpackWhiteout(DirectoryHandle parent, string name)
    {
        if (parent.TryCreateChildNode(name, FileKind.CharacterDevice, 0, default))
        {
            return;
        }

        if (parent.GetChildStatus(name).IsDirectory)
        {
            string path = EntryPath.Join(_tree.Path, name);
            using DirectoryHandle directory = parent.OpenChild(name);
            MarkOpaque(directory, path);
        }
    }

    private void MarkOpaque(DirectoryHandle directory, string path) => directory.Handle.SetXattr(OpaqueXattr, "y"u8, path);

    private bool IsInLowerLayers(string path) => _options.LowerEntry is null || _options.LowerEntry(path) is not null;

    private bool IsWhiteout(in FileStatus status) =>
        _options.Mode == UnpackMode.OverlayLower && status.Kind == FileKind.CharacterDevice && status.Device == default;

    private string? MakeMissing(DirectoryHandle parent, string name, string path)
    {
        bool isOpaque = false;
        if (parent.TryGetChildStatus(name) is { } status)
        {
            if (!IsWhiteout(status))
            {
                throw new InvalidContentException($"{_options.Name} has entries below \"{path}\", which is no directory");
            }

            isOpaque = true;
            parent.RemoveChild(name);
        }

        LayerEntry? lower = isOpaque ? null : _options.LowerEntry?.Invoke(path);
        if (lower is { Kind: FileKind.SymbolicLink })
        {
            return lower.LinkTarget;
        }

        LayerEntry entry = lower is { Kind: FileKind.Directory, IsImplied: false } ? lower : LayerEntry.Directory(path, 0x1ED, default);
        parent.TryCreateChildDirectory(name, 0x1C0);
        using DirectoryHandle directory = parent.OpenChild(name);
        SetAttributes(directory.Handle, entry);
        if (isOpaque)
        {
            MarkOpaque(directory, path);
        }

        _tree.SetTime(path, entry.ModifiedAt);
        return null;
    }
}
