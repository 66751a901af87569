using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>A layer that is being put together over a root; looks like the root with the layer on top.</summary>
/// <param name="root">What is below the layer.</param>
/// <param name="createdAt">The time of directories that have to be made.</param>
internal sealed class LayerDraft(IRootView root, UnixTime createdAt) : IRootView
{
    private const int DirectoryMode = 0x1ED;

    private readonly Dictionary<string, DraftEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);

    /// <summary>Directories where the root has nothing, and so nothing below either: paths of thousands of levels need no look at each.</summary>
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public LayerEntry? TryGet(string path) => _entries.TryGetValue(path, out DraftEntry? drafted)
        ? drafted.Entry
        : _fresh.Contains(ImagePath.Parent(path)) || IsBelowReplaced(path) ? null : root.TryGet(path);

    /// <inheritdoc/>
    public byte[] ReadFile(LayerEntry file, int limitInBytes) => root.ReadFile(file, limitInBytes);

    /// <summary>The entry that the layer itself has at a path, or null.</summary>
    public DraftEntry? TryGetDrafted(string path) => _entries.GetValueOrDefault(path);

    /// <summary>Sees to it that a directory and those above it are in the layer: as they are, or made 0755.</summary>
    /// <param name="path">The directory, without links.</param>
    /// <param name="userId">The owner of what is made.</param>
    /// <param name="groupId">The group of what is made.</param>
    /// <exception cref="InputException">Something else is in the way.</exception>
    public void AddDirectories(string path, uint userId, uint groupId)
    {
        if (path.Length == 0 || _entries.TryGetValue(path, out DraftEntry? drafted) && drafted.Entry.Kind == FileKind.Directory)
        {
            return;
        }

        AddDirectories(ImagePath.Parent(path), userId, groupId);
        LayerEntry? present = TryGet(path);
        if (present is not null && present.Kind != FileKind.Directory)
        {
            throw new InputException($"\"/{path}\" has to be a directory, but is {Describe(present)}", "choose another destination, or remove what is there in an earlier step");
        }

        CheckName(path);
        NoteFresh(path, present);
        LayerEntry made = LayerEntry.Directory(path, DirectoryMode, createdAt) with { UserId = userId, GroupId = groupId };
        _entries[path] = new DraftEntry(present ?? made, null, null);
    }

    /// <summary>Puts a directory; one that exists is kept with all that is in it, but takes the new metadata.</summary>
    /// <param name="entry">The directory.</param>
    /// <param name="replaces">Whether something else that is there gives way.</param>
    public void PutDirectory(LayerEntry entry, bool replaces)
    {
        LayerEntry? present = TryGet(entry.Path);
        if (present is not null && present.Kind != FileKind.Directory && !replaces)
        {
            throw new InputException($"the directory \"/{entry.Path}\" cannot be copied: {Describe(present)} of that name is there");
        }

        CheckName(entry.Path);
        NoteFresh(entry.Path, present);
        _entries[entry.Path] = new DraftEntry(entry, null, null);
    }

    /// <summary>Puts anything but a directory; what is there and no directory is replaced.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="content">Its content, or null.</param>
    /// <param name="link">What it shares with other names of the same file, or null.</param>
    /// <param name="replaces">Whether a directory that is there gives way, with all that is in it.</param>
    public void PutFile(LayerEntry entry, IEntryContent? content, LinkKey? link, bool replaces)
    {
        if (TryGet(entry.Path) is { Kind: FileKind.Directory })
        {
            if (!replaces || entry.Path.Length == 0)
            {
                throw new InputException($"\"/{entry.Path}\" cannot be written: a directory of that name is there");
            }

            RemoveBelow(entry.Path);
        }

        CheckName(entry.Path);
        _entries[entry.Path] = new DraftEntry(entry, content, link);
    }

    /// <summary>Gives a drafted file something that other names can share with it.</summary>
    public void Link(string path, LinkKey link) => _entries[path] = _entries[path] with { Link = link };

    /// <summary>All entries, parents first; of each file with several names the first has the content.</summary>
    public ImmutableArray<PlannedEntry> Finish()
    {
        string[] paths = [.. _entries.Keys];
        Array.Sort(paths, new WalkOrder());
        Dictionary<LinkKey, string> firstNames = [];
        ImmutableArray<PlannedEntry>.Builder planned = ImmutableArray.CreateBuilder<PlannedEntry>(paths.Length);
        foreach (string path in paths)
        {
            DraftEntry drafted = _entries[path];
            if (drafted.Link is { } link && !firstNames.TryAdd(link, path))
            {
                planned.Add(new PlannedEntry(drafted.Entry with { HardLinkTo = firstNames[link], SizeInBytes = 0 }, null));
                continue;
            }

            planned.Add(new PlannedEntry(drafted.Entry, drafted.Content));
            if (drafted.Entry.Kind == FileKind.Directory && _replaced.Contains(path))
            {
                planned.Add(new PlannedEntry(LayerEntry.OpaqueMarker(path), null));
            }
        }

        return planned.ToImmutable();
    }

    private static void CheckName(string path)
    {
        if (Whiteouts.IsReserved(path))
        {
            throw new InputException(
                $"\"/{path}\" cannot be stored in a layer: names that begin with \".wh.\" stand for removed files there", "rename it, or exclude it");
        }
    }

    private void NoteFresh(string path, LayerEntry? present)
    {
        if (present is null)
        {
            _fresh.Add(path);
        }
    }

    private static string Describe(LayerEntry entry) => entry.Kind switch
    {
        FileKind.SymbolicLink => "a symbolic link",
        FileKind.Regular => "a file",
        _ => "a device or pipe",
    };

    private void RemoveBelow(string directory)
    {
        string prefix = directory + "/";
        foreach (string path in _entries.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
        {
            _entries.Remove(path);
        }

        _replaced.Add(directory);
    }

    private bool IsBelowReplaced(string path)
    {
        if (_replaced.Count == 0)
        {
            return false;
        }

        for (string at = ImagePath.Parent(path); at.Length > 0; at = ImagePath.Parent(at))
        {
            if (_replaced.Contains(at))
            {
                return true;
            }
        }

        return false;
    }
}
