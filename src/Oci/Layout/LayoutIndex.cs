using System.Globalization;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>The index file of a layout directory, and the choice of one of its entries.</summary>
internal static class LayoutIndex
{
    private static int _counter;

    /// <summary>Reads the index of a directory of our own; a missing or broken one is empty.</summary>
    public static ImageIndex Read(string hostPath)
    {
        try
        {
            return ManifestJson.ReadIndex(File.ReadAllBytes($"{hostPath}/{LayoutFiles.Index}"), MediaTypes.OciIndex);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException or InvalidContentException)
        {
            return new ImageIndex(MediaTypes.OciIndex, []);
        }
    }

    /// <summary>Replaces the index by rename, after one flush of it and of all new blobs.</summary>
    public static void Write(ContentStore content, ImageIndex index)
    {
        string hostPath = content.HostPath;
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{hostPath}/.{LayoutFiles.Index}.{Environment.ProcessId}-{Interlocked.Increment(ref _counter)}");
        try
        {
            File.WriteAllBytes(name, ManifestJson.Write(index));
            content.FlushAtBarrier(name);
            content.Barrier();
            File.Move(name, $"{hostPath}/{LayoutFiles.Index}", overwrite: true);
        }
        finally
        {
            File.Delete(name);
        }
    }

    /// <summary>Writes the marker file, if it is missing.</summary>
    public static void WriteMarker(string hostPath)
    {
        string marker = $"{hostPath}/{LayoutFiles.Marker}";
        if (!File.Exists(marker))
        {
            File.WriteAllBytes(marker, LayoutFiles.MarkerContent);
        }
    }

    /// <summary>Finds the entry that a user means.</summary>
    /// <param name="index">The index of a layout.</param>
    /// <param name="tagOrDigest">A tag, a full name or a digest; null means <c>latest</c> or the only one.</param>
    /// <param name="platform">The platform, where several entries have the name.</param>
    /// <param name="place">How messages name the layout.</param>
    /// <exception cref="ImageNotFoundException">There is none.</exception>
    public static Descriptor Select(ImageIndex index, string? tagOrDigest, Platform platform, string place)
    {
        Descriptor[] candidates = tagOrDigest switch
        {
            null => Default(index),
            _ when Digest.TryParse(tagOrDigest, out Digest digest) => [.. index.Manifests.Where(entry => entry.Digest == digest)],
            _ => [.. index.Manifests.Where(entry => IsNamed(entry, tagOrDigest))],
        };
        return candidates.Length switch
        {
            0 => throw NotFound(index, tagOrDigest, place),
            1 => candidates[0],
            _ => new ImageIndex(index.MediaType, [.. candidates]).Select(platform)
                ?? throw new ImageNotFoundException($"{place} has no image for {platform}"),
        };
    }

    private static Descriptor[] Default(ImageIndex index)
    {
        Descriptor[] latest = [.. index.Manifests.Where(entry => IsNamed(entry, "latest"))];
        bool isOneImage = index.Manifests.DistinctBy(entry => entry.Annotation(Annotations.ReferenceName)).Count() == 1;
        return latest.Length > 0 ? latest : isOneImage ? [.. index.Manifests] : [];
    }

    private static bool IsNamed(Descriptor entry, string name) =>
        IsName(entry.Annotation(Annotations.ReferenceName), name) || IsName(entry.Annotation(Annotations.ImageName), name);

    private static bool IsName(string? present, string name)
    {
        if (present is null || present == name)
        {
            return present is not null;
        }

        return ImageReference.TryParse(present, out ImageReference? reference) && present.Contains('/', StringComparison.Ordinal)
            && (reference.Tag == name || reference.ToString() == name || reference.ToFamiliarString() == name);
    }

    private static ImageNotFoundException NotFound(ImageIndex index, string? tagOrDigest, string place)
    {
        string[] names = [.. index.Manifests.Select(entry => entry.Annotation(Annotations.ReferenceName) ?? entry.Digest.ToString()).Distinct().Take(10)];
        string present = names.Length == 0 ? "it is empty" : $"it has {string.Join(", ", names)}";
        return new ImageNotFoundException(tagOrDigest is null
            ? $"{place} has no image \"latest\" and not exactly one image; {present}"
            : $"{place} has no image \"{tagOrDigest}\"; {present}");
    }
}
