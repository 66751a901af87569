using System.Collections.Immutable;

using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Layers;

/// <summary>The layers of an image, one on the other.</summary>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record LayerStack(ImmutableArray<ImageLayer> Layers)
{
    /// <summary>What a layer holds, each path beside what the other layers have there, directories that only follow from others left out.</summary>
    /// <param name="position">The layer's position, from 0.</param>
    public IEnumerable<LayerFile> Files(int position)
    {
        foreach (LayerEntry entry in Layers[position].Listing.All())
        {
            if (entry.IsImplied || entry.Path.Length == 0)
            {
                continue;
            }

            if (!entry.IsMarker)
            {
                FileChange change = IsSeenBelow(entry.Path, position) ? FileChange.Changed : FileChange.Added;
                yield return new LayerFile(entry.Path, change, entry, IsHiddenAbove(entry.Path, position));
            }
            else if (RemovedPath(entry.Path) is { } removed && IsSeenBelow(removed, position))
            {
                yield return new LayerFile(removed, FileChange.Removed, entry, IsHidden: false);
            }
        }
    }

    /// <summary>Whether the layers below a position show a path.</summary>
    public bool IsSeenBelow(string path, int position) => SeenBelow(path, position) is not null;

    /// <summary>The entry that the layers below a position show at a path, or null.</summary>
    public LayerEntry? SeenBelow(string path, int position)
    {
        for (int below = position - 1; below >= 0; below--)
        {
            LayerIndex listing = Layers[below].Listing;
            if (listing.TryGet(path, out LayerEntry? entry, out _))
            {
                return entry;
            }

            if (listing.Hides(path))
            {
                return null;
            }
        }

        return null;
    }

    private bool IsHiddenAbove(string path, int position)
    {
        for (int above = position + 1; above < Layers.Length; above++)
        {
            if (Layers[above].Listing.Hides(path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The path that a marker removes; null for markers that hide a whole directory.</summary>
    private static string? RemovedPath(string marker)
    {
        int name = marker.LastIndexOf('/') + 1;
        return marker.AsSpan(name).StartsWith(Whiteouts.MetadataPrefix) ? null : marker.Remove(name, Whiteouts.Prefix.Length);
    }
}
