using System.Collections.Immutable;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>One entry of a layer: a name with all that a tar header tells of it.</summary>
/// <param name="Path">The path without leading or trailing slash, in the encoding of <see cref="PathText"/>; <c>""</c> is the root.</param>
/// <param name="Kind">The type; <see cref="FileKind.Regular"/> for hard links, whose type is that of their target.</param>
/// <param name="Mode">Permission, set-id and sticky bits: 0 to 07777.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The owning group.</param>
/// <param name="SizeInBytes">The length of a regular file's content; 0 for all else.</param>
/// <param name="ModifiedAt">When the content changed.</param>
/// <param name="LinkTarget">The target of a symbolic link as it is.</param>
/// <param name="HardLinkTo">The path of the first name of the same inode, for every further name.</param>
/// <param name="Device">The device that a device node stands for.</param>
/// <param name="Xattrs">Extended attributes; writers sort them by name.</param>
public sealed record LayerEntry(
    string Path,
    FileKind Kind,
    int Mode,
    uint UserId,
    uint GroupId,
    long SizeInBytes,
    UnixTime ModifiedAt,
    string? LinkTarget,
    string? HardLinkTo,
    DeviceNumber Device,
    ImmutableArray<LayerXattr> Xattrs)
{
    /// <summary>Whether this is a marker that hides entries of lower layers and so may have a name with <c>.wh.</c>.</summary>
    public bool IsMarker { get; init; }

    /// <summary>Whether this is a regular file, which may be empty, and not one more name of it.</summary>
    public bool HasContent => Kind == FileKind.Regular && HardLinkTo is null;

    /// <summary>Whether no header told of this directory: it only follows from the entries below it.</summary>
    public bool IsImplied { get; init; }

    /// <summary>Makes the marker that removes <paramref name="path"/> of lower layers.</summary>
    public static LayerEntry Whiteout(string path)
    {
        int slash = path.LastIndexOf('/');
        return Marker(path.Insert(slash + 1, Whiteouts.Prefix));
    }

    /// <summary>Makes the marker that hides what lower layers have in <paramref name="directory"/>.</summary>
    public static LayerEntry OpaqueMarker(string directory) =>
        Marker(directory.Length == 0 ? Whiteouts.OpaqueName : $"{directory}/{Whiteouts.OpaqueName}");

    /// <summary>Makes a directory's entry, owned by root.</summary>
    public static LayerEntry Directory(string path, int mode, UnixTime modifiedAt) =>
        new(path, FileKind.Directory, mode, 0, 0, 0, modifiedAt, null, null, default, []);

    /// <summary>Makes the entry that has the status of an inode.</summary>
    /// <param name="path">The path in the layer.</param>
    /// <param name="status">The status.</param>
    public static LayerEntry From(string path, in FileStatus status) => new(
        path,
        status.Kind,
        status.Mode,
        status.UserId,
        status.GroupId,
        status.IsRegular ? status.SizeInBytes : 0,
        status.ModifiedAt,
        null,
        null,
        status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice ? status.Device : default,
        []);

    private static LayerEntry Marker(string path) =>
        new(path, FileKind.Regular, 0, 0, 0, 0, default, null, null, default, []) { IsMarker = true };
}
