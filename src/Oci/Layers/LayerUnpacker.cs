using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Oci.Layers;

/// <summary>Unpacks a tar stream below a directory; nothing outside of it is touched, whatever the archive holds.</summary>
public sealed partial class LayerUnpacker : IDisposable
{
    private const int MostNotes = 1000;

    private readonly UnpackOptions _options;
    private readonly LayerReader _reader;
    private readonly DirectoryHandle _target;
    private readonly UnpackTree _tree;
    private readonly UnpackTree _linkSources;
    private readonly List<string> _notes = [];

    private LayerUnpacker(Stream tar, DirectoryHandle target, UnpackOptions options)
    {
        _options = options;
        _target = target;
        _reader = new LayerReader(tar, options.Name);
        _tree = new UnpackTree(target, MakeMissing);
        _linkSources = new UnpackTree(target, onMissing: null);
    }

    private delegate bool TryMake();

    /// <summary>Unpacks all entries.</summary>
    /// <param name="tar">The uncompressed archive; read to its end.</param>
    /// <param name="target">The directory that becomes the root of all entries.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Looked at before each entry.</param>
    /// <exception cref="InvalidContentException">The archive is malformed or leads out of the root.</exception>
    /// <exception cref="LinuxException">The kernel refused an entry.</exception>
    public static UnpackResult Unpack(Stream tar, DirectoryHandle target, UnpackOptions options, CancellationToken cancellationToken)
    {
        using LayerUnpacker unpacker = new(tar, target, options);
        return unpacker.UnpackAll(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linkSources.Dispose();
        _tree.Dispose();
        _reader.Dispose();
    }

    private UnpackResult UnpackAll(CancellationToken cancellationToken)
    {
        int count = 0;
        long bytes = 0;
        while (_reader.TryReadNext(out LayerEntry? entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _options.Index?.Add(_reader, entry);
            Unpack(entry);
            count++;
            bytes += entry.SizeInBytes;
        }

        _tree.Finish();
        return new UnpackResult(count, bytes, [.. _notes]);
    }

    private void Unpack(LayerEntry entry)
    {
        if (_options.Mode != UnpackMode.LiteralTree && Whiteouts.IsReserved(entry.Path))
        {
            UnpackMarker(entry.Path);
        }
        else if (entry.Path.Length == 0)
        {
            SetAttributes(_target.Handle, entry);
            _tree.SetTime("", entry.ModifiedAt);
        }
        else if (entry.Kind == FileKind.Directory)
        {
            UnpackDirectory(entry);
        }
        else
        {
            UnpackLeaf(entry);
        }
    }

    private void UnpackLeaf(LayerEntry entry)
    {
        DirectoryHandle parent = EnterParent(entry.Path);
        string name = EntryPath.NameOf(entry.Path);
        if (entry.HardLinkTo is not null)
        {
            UnpackHardLink(parent, name, entry, entry.HardLinkTo);
            return;
        }

        switch (entry.Kind)
        {
            case FileKind.Regular:
                UnpackFile(parent, name, entry, _reader.CopyContentTo);
                break;
            case FileKind.SymbolicLink:
                Make(parent, name, () => parent.TryCreateChildSymbolicLink(name, entry.LinkTarget ?? ""));
                SetChildAttributes(parent, name, entry);
                break;
            default:
                UnpackNode(parent, name, entry);
                break;
        }
    }

    private void UnpackFile(DirectoryHandle parent, string name, LayerEntry entry, Action<SafeFileHandle, string> copyContent)
    {
        SafeFileHandle? file = parent.TryCreateChildFile(name, 0x180);
        if (file is null)
        {
            Remove(parent, name);
            file = parent.TryCreateChildFile(name, 0x180) ?? throw new LinuxException("openat", entry.Path, Errno.EEXIST);
        }

        using (file)
        {
            copyContent(file, entry.Path);
            SetAttributes(file, entry);
            file.SetTimes(entry.ModifiedAt, entry.Path);
        }
    }

    private void UnpackDirectory(LayerEntry entry)
    {
        DirectoryHandle parent = EnterParent(entry.Path);
        string name = EntryPath.NameOf(entry.Path);
        string path = EntryPath.Join(_tree.Path, name);
        bool isOpaque = false;
        if (!parent.TryCreateChildDirectory(name, 0x1C0) && parent.GetChildStatus(name) is { IsDirectory: false } status)
        {
            isOpaque = IsWhiteout(status);
            Make(parent, name, () => parent.TryCreateChildDirectory(name, 0x1C0));
        }

        DirectoryHandle directory = Enter(path);
        SetAttributes(directory.Handle, entry);
        if (isOpaque)
        {
            MarkOpaque(directory, path);
        }

        _tree.SetTime(path, entry.ModifiedAt);
    }

    private void UnpackHardLink(DirectoryHandle parent, string name, LayerEntry entry, string existing)
    {
        string existingName = EntryPath.NameOf(existing);
        string existingParentPath = EntryPath.ParentOf(existing);
        DirectoryHandle? existingParent = _linkSources.Enter(existingParentPath);
        FileStatus? status = existingParent?.TryGetChildStatus(existingName);
        if (existingParent is null || status is null || IsWhiteout(status.Value))
        {
            CopyLowerFile(parent, name, entry, existing);
            return;
        }

        if (status.Value.IsDirectory)
        {
            throw new InvalidContentException($"{_options.Name} has a hard link \"{entry.Path}\" to the directory \"{existing}\"");
        }

        if (!parent.TryLinkChild(name, existingParent, existingName) && parent.GetChildStatus(name).Inode != status.Value.Inode)
        {
            // Removing the name may have removed what it should link to, where that lies below it.
            Remove(parent, name);
            existingParent = _linkSources.Enter(existingParentPath);
            if (existingParent?.TryGetChildStatus(existingName) is null || !parent.TryLinkChild(name, existingParent, existingName))
            {
                throw MissingLinkTarget(entry, existing);
            }
        }
    }

    private void CopyLowerFile(DirectoryHandle parent, string name, LayerEntry entry, string existing)
    {
        using SafeFileHandle source = _options.OpenLowerFile?.Invoke(existing) ?? throw MissingLinkTarget(entry, existing);
        FileStatus status = source.GetStatus(existing);
        LayerEntry copy = _options.LowerEntry?.Invoke(existing) ?? LayerEntry.From(existing, status);
        UnpackFile(parent, name, copy with { Path = entry.Path }, (file, path) => Copy(source, file, path));
    }

    private InvalidContentException MissingLinkTarget(LayerEntry entry, string existing) =>
        new($"{_options.Name} has a hard link \"{entry.Path}\" to \"{existing}\", which is not there");

    private void UnpackNode(DirectoryHandle parent, string name, LayerEntry entry)
    {
        if (entry.Kind == FileKind.CharacterDevice && entry.Device == default)
        {
            throw new InvalidContentException(
                $"{_options.Name} holds the character device 0:0 \"{entry.Path}\", which overlayfs would take for a removed file");
        }

        try
        {
            Make(parent, name, () => parent.TryCreateChildNode(name, entry.Kind, entry.Mode & 0x1FF, entry.Device));
        }
        catch (LinuxException exception) when (exception is { Call: "mknodat", Errno: Errno.EPERM })
        {
            Note($"the device \"{entry.Path}\" was left out: making devices is not permitted");
            return;
        }

        SetChildAttributes(parent, name, entry);
    }

    private DirectoryHandle EnterParent(string path) => Enter(EntryPath.ParentOf(path));

    private DirectoryHandle Enter(string directory) =>
        _tree.Enter(directory) ?? throw new InvalidContentException($"{_options.Name}: there is no directory \"{directory}\"");

    /// <summary>Makes an entry; what has its name already is removed, never written through.</summary>
    private void Make(DirectoryHandle parent, string name, TryMake make)
    {
        if (!make())
        {
            Remove(parent, name);
            if (!make())
            {
                throw new LinuxException("create", EntryPath.Join(_tree.Path, name), Errno.EEXIST);
            }
        }
    }

    private void Remove(DirectoryHandle parent, string name)
    {
        _tree.Forget(EntryPath.Join(_tree.Path, name));
        _linkSources.Forget("");
        parent.RemoveChild(name);
    }

    private void Note(string text)
    {
        if (_notes.Count < MostNotes)
        {
            _notes.Add(text);
        }
    }

    private static void Copy(SafeFileHandle source, SafeFileHandle target, string path)
    {
        byte[] buffer = new byte[128 * 1024];
        long offset = 0;
        int count;
        while ((count = source.ReadAt(buffer, offset, path)) > 0)
        {
            target.WriteAt(buffer.AsSpan(0, count), offset, path);
            offset += count;
        }
    }
}
