using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Oci.Layers;

/// <summary>Walks a tree by descriptors, siblings in byte order, and writes what it meets to a layer.</summary>
internal sealed class TreeWalk(LayerWriter writer, DiffOptions options, bool isUpperDirectory, CancellationToken cancellationToken)
{
    /// <summary>Each level takes a descriptor and a part of the thread's stack.</summary>
    private const int MostLevels = 2000;

    /// <summary>Attributes that the store keeps for itself.</summary>
    private const string OwnClass = "user.sharpbuild.";

    /// <summary>The marker that overlayfs makes here; in the other class a command can write it itself.</summary>
    private static readonly string OpaqueXattr = OverlayMount.OpaqueXattr;

    private readonly Dictionary<(DeviceNumber FileSystem, ulong Inode), string> _firstNames = [];
    private readonly List<LayerEntry> _pending = [];
    private readonly ImmutableArray<string>.Builder _sockets = ImmutableArray.CreateBuilder<string>();
    private int _entries;
    private int _whiteouts;
    private int _opaque;
    private int _level;
    private long _bytes;

    /// <summary>Writes everything below <paramref name="root"/>.</summary>
    public DiffResult Write(DirectoryHandle root)
    {
        if (options.RootBefore is { } before && EntryOf(root) is var now && !IsSameButForTime(before, now))
        {
            Emit(now);
        }

        WriteChildren(root, "", 0);
        return new DiffResult(_entries, _whiteouts, _opaque, _bytes, _sockets.ToImmutable());
    }

    /// <summary>The root of a tree as an entry, with what of its attributes a layer keeps.</summary>
    public static LayerEntry EntryOf(DirectoryHandle root) =>
        LayerEntry.From("", OwnerMark.Apply(root, "", root.GetStatus(""))) with { Xattrs = ReadXattrs(root.Handle, "", isUpperDirectory: false).Xattrs };

    private static bool IsSameButForTime(LayerEntry one, LayerEntry other) =>
        (one.Mode, one.UserId, one.GroupId) == (other.Mode, other.UserId, other.GroupId)
        && one.Xattrs.Length == other.Xattrs.Length
        && one.Xattrs.All(xattr => other.Xattrs.Any(same => same.Name == xattr.Name && same.Value.AsSpan().SequenceEqual(xattr.Value.AsSpan())));

    private void WriteChildren(DirectoryHandle directory, string path, ulong number)
    {
        List<string> names = [.. directory.ReadEntries().Select(entry => entry.Name)];
        names.Sort(PathText.Compare);
        foreach (string name in names)
        {
            string childPath = EntryPath.Join(path, name);
            if (!options.ExcludedPaths.Contains(childPath))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(directory, name, childPath, number);
            }
        }
    }

    private void Write(DirectoryHandle parent, string name, string path, ulong above)
    {
        FileStatus status = parent.GetChildStatus(name);
        ulong number = options.Visit?.Invoke(name, status, above) ?? 0;
        status = OwnerMark.Apply(parent, name, status);
        LayerEntry entry = LayerEntry.From(path, status);
        if (status.IsDirectory)
        {
            WriteDirectory(parent, name, entry, status, number);
        }
        else if (isUpperDirectory && status.Kind == FileKind.CharacterDevice && status.Device == default)
        {
            _whiteouts++;
            Emit(LayerEntry.Whiteout(path));
        }
        else if (status.Kind == FileKind.Socket)
        {
            _sockets.Add(path);
        }
        else if (status.LinkCount > 1 && _firstNames.TryGetValue((status.FileSystem, status.Inode), out string? firstName))
        {
            Emit(entry with { Kind = FileKind.Regular, SizeInBytes = 0, Device = default, HardLinkTo = firstName });
        }
        else
        {
            WriteLeaf(parent, name, entry, status);
        }
    }

    private void WriteDirectory(DirectoryHandle parent, string name, LayerEntry entry, in FileStatus status, ulong number)
    {
        if (++_level > MostLevels)
        {
            throw new InvalidContentException($"directories are nested more than {MostLevels} deep: \"{entry.Path[..200]}...\"");
        }

        using DirectoryHandle directory = parent.OpenChild(name);
        (ImmutableArray<LayerXattr> xattrs, bool isOpaque) = ReadXattrs(directory.Handle, entry.Path, isUpperDirectory);
        _pending.Add(entry with { Xattrs = xattrs });
        if (isOpaque)
        {
            _opaque++;
            Emit(LayerEntry.OpaqueMarker(entry.Path));
        }

        int before = _pending.Count;
        WriteChildren(directory, entry.Path, number);
        _level--;
        if (_pending.Count < before)
        {
            return;
        }

        if (options.IsUnchangedDirectory is { } isUnchanged && isUnchanged(entry.Path, status) && !isOpaque)
        {
            _pending.RemoveAt(_pending.Count - 1);
        }
        else
        {
            Flush();
        }
    }

    private void WriteLeaf(DirectoryHandle parent, string name, LayerEntry entry, in FileStatus status)
    {
        if (status.LinkCount > 1)
        {
            _firstNames.Add((status.FileSystem, status.Inode), entry.Path);
        }

        if (status.IsRegular)
        {
            using SafeFileHandle content = parent.OpenChildFile(name);
            Flush();
            writer.Add(entry with { Xattrs = ReadXattrs(content, entry.Path, isUpperDirectory).Xattrs }, content);
            _entries++;
            _bytes += entry.SizeInBytes;
            return;
        }

        ImmutableArray<LayerXattr>.Builder xattrs = ImmutableArray.CreateBuilder<LayerXattr>();
        foreach (string xattr in parent.ListXattrs(name))
        {
            AddXattr(xattrs, xattr, parent.GetXattr(name, xattr));
        }

        Emit(entry with { LinkTarget = status.IsSymbolicLink ? parent.ReadChildLink(name) : null, Xattrs = xattrs.ToImmutable() });
    }

    private static (ImmutableArray<LayerXattr> Xattrs, bool IsOpaque) ReadXattrs(SafeFileHandle file, string path, bool isUpperDirectory)
    {
        IReadOnlyList<string> names = file.ListXattrs(path);
        if (names.Count == 0)
        {
            return ([], false);
        }

        bool isOpaque = false;
        ImmutableArray<LayerXattr>.Builder xattrs = ImmutableArray.CreateBuilder<LayerXattr>();
        foreach (string xattr in names)
        {
            byte[]? value = file.GetXattr(xattr, path);
            isOpaque |= isUpperDirectory && xattr == OpaqueXattr && value is [(byte)'y'];
            AddXattr(xattrs, xattr, value);
        }

        return (xattrs.ToImmutable(), isOpaque);
    }

    private static void AddXattr(ImmutableArray<LayerXattr>.Builder xattrs, string name, byte[]? value)
    {
        // Labels belong to the host's policy, not to the image.
        if (value is not null && !Whiteouts.IsOverlayXattr(name) && name != "security.selinux" && !name.StartsWith(OwnClass, StringComparison.Ordinal))
        {
            xattrs.Add(new LayerXattr(name, [.. name == FileCapability.XattrName ? FileCapability.ForLayer(value) : value]));
        }
    }

    private void Emit(LayerEntry entry)
    {
        Flush();
        writer.Add(entry);
        _entries++;
    }

    /// <summary>Writes the directories that wait for something below them.</summary>
    private void Flush()
    {
        foreach (LayerEntry directory in _pending)
        {
            writer.Add(directory);
            _entries++;
        }

        _pending.Clear();
    }
}
