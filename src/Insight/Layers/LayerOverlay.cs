using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Layers;

/// <summary>Lays layers on each other, lowest first, and tells what each does to each path. The work grows with the number of entries, not with that of layers.</summary>
internal sealed class LayerOverlay
{
    private readonly Dictionary<string, Place> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly List<List<LayerFile>> _layers = [];

    /// <summary>Where the entry is listed that is seen at a path; directories that only follow from others are listed nowhere.</summary>
    private readonly record struct Place(List<LayerFile>? Layer, int Position);

    /// <summary>What each layer holds, each path beside what the other layers have there, directories that only follow from others left out.</summary>
    public static IReadOnlyList<IReadOnlyList<LayerFile>> Of(LayerStack stack)
    {
        LayerOverlay overlay = new();
        foreach (ImageLayer layer in stack.Layers)
        {
            overlay.Add([.. layer.Listing.All()]);
        }

        return overlay._layers;
    }

    private void Add(List<LayerEntry> entries)
    {
        List<LayerFile> files = [];
        List<Place> places = [];
        foreach (LayerEntry entry in entries)
        {
            int before = files.Count;
            if (entry.IsMarker)
            {
                if (RemovedPath(entry.Path) is { } removed && _seen.ContainsKey(removed))
                {
                    files.Add(new LayerFile(removed, FileChange.Removed, entry, IsHidden: false));
                }
            }
            else if (!entry.IsImplied && entry.Path.Length > 0)
            {
                files.Add(new LayerFile(entry.Path, _seen.ContainsKey(entry.Path) ? FileChange.Changed : FileChange.Added, entry, IsHidden: false));
            }

            places.Add(files.Count > before ? new Place(files, before) : default);
        }

        _layers.Add(files);
        foreach (LayerEntry marker in entries.Where(entry => entry.IsMarker))
        {
            Apply(marker.Path);
        }

        for (int i = 0; i < entries.Count; i++)
        {
            if (!entries[i].IsMarker)
            {
                Apply(entries[i], places[i]);
            }
        }
    }

    private void Apply(string marker)
    {
        if (RemovedPath(marker) is { } removed)
        {
            Hide(removed);
            _seen.Remove(removed);
            HideBelow(removed);
            _directories.Remove(removed);
        }
        else if (marker.EndsWith(Whiteouts.OpaqueName, StringComparison.Ordinal))
        {
            HideBelow(EntryPath.ParentOf(marker));
        }
    }

    private void Apply(LayerEntry entry, Place place)
    {
        bool isDirectory = entry.Kind == FileKind.Directory && entry.HardLinkTo is null;
        if (!isDirectory || !_directories.Contains(entry.Path))
        {
            Hide(entry.Path);
        }

        if (isDirectory)
        {
            _directories.Add(entry.Path);
        }
        else if (_directories.Contains(entry.Path))
        {
            HideBelow(entry.Path);
            _directories.Remove(entry.Path);
        }

        _seen[entry.Path] = place;
    }

    private void Hide(string path)
    {
        if (_seen.TryGetValue(path, out Place place) && place.Layer is { } layer)
        {
            layer[place.Position] = layer[place.Position] with { IsHidden = true };
        }
    }

    private void HideBelow(string directory)
    {
        if (directory.Length > 0 && !_directories.Contains(directory))
        {
            return;
        }

        string prefix = directory.Length == 0 ? "" : directory + "/";
        foreach (string path in (string[])[.. _seen.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))])
        {
            Hide(path);
            _seen.Remove(path);
            _directories.Remove(path);
        }
    }

    /// <summary>The path that a marker removes; null for markers that hide a whole directory.</summary>
    private static string? RemovedPath(string marker)
    {
        int name = marker.LastIndexOf('/') + 1;
        return marker.AsSpan(name).StartsWith(Whiteouts.MetadataPrefix) ? null : marker.Remove(name, Whiteouts.Prefix.Length);
    }
}
