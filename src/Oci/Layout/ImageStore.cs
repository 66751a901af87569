using System.Collections.Immutable;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>The tool's own images: an OCI image layout with names, shared by several processes.</summary>
/// <remarks>
/// Both annotations of an entry hold the full name, so that names are unique in the layout. Writers hold a lock while they replace
/// <c>index.json</c> by rename; readers never lock.
/// </remarks>
public sealed class ImageStore
{
    private const int ShortestId = 4;

    /// <summary>Opens the store on its blobs; nothing is read or made yet.</summary>
    public ImageStore(ContentStore content) => Content = content;

    /// <summary>The blobs.</summary>
    public ContentStore Content { get; }

    /// <summary>All entries, in the order they were added.</summary>
    public IReadOnlyList<ImageEntry> List() => [.. LayoutIndex.Read(Content.HostPath).Manifests.Select(EntryOf)];

    /// <summary>Gives an image a name; who had the name before loses it.</summary>
    /// <param name="reference">The name; its digest is ignored.</param>
    /// <param name="manifest">The manifest or index; its blobs must be in the store.</param>
    public void Tag(ImageReference reference, Descriptor manifest)
    {
        string name = NameOf(reference);
        Descriptor entry = manifest.WithAnnotation(Annotations.ImageName, name).WithAnnotation(Annotations.ReferenceName, name);
        if (LayoutIndex.Read(Content.HostPath).Manifests.Any(present => IsSame(present, entry)))
        {
            return;
        }

        Change(entries => [.. entries.Where(present => present.Annotation(Annotations.ImageName) != name && !IsUnnamed(present, manifest.Digest)), entry]);
    }

    /// <summary>Keeps an image without a name, unless it is there already.</summary>
    public void Add(Descriptor manifest)
    {
        if (!LayoutIndex.Read(Content.HostPath).Manifests.Any(present => present.Digest == manifest.Digest))
        {
            Change(entries => [.. entries.Where(present => present.Digest != manifest.Digest), manifest]);
        }
    }

    /// <summary>Takes a name away.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Untag(ImageReference reference)
    {
        string name = NameOf(reference);
        return Change(entries => [.. entries.Where(present => present.Annotation(Annotations.ImageName) != name)]) > 0;
    }

    /// <summary>Removes an image with all its names; its blobs stay until they are collected.</summary>
    /// <returns>The number of entries removed.</returns>
    public int Remove(Digest manifest) => Change(entries => [.. entries.Where(present => present.Digest != manifest)]);

    /// <summary>Finds an image by name or by the beginning of its ID: the digest of its config or its manifest.</summary>
    /// <param name="nameOrId">A reference, or at least 4 hexadecimal digits, with or without <c>sha256:</c>.</param>
    /// <returns>The entry, or null where there is none.</returns>
    /// <exception cref="ImageNotFoundException">Several images have an ID that begins so.</exception>
    public ImageEntry? Resolve(string nameOrId)
    {
        IReadOnlyList<ImageEntry> entries = List();
        if (ImageReference.TryParse(nameOrId, out ImageReference? reference))
        {
            string name = NameOf(reference);
            ImageEntry? named = entries.FirstOrDefault(entry => entry.Reference is { } present
                && (reference.Tag is null ? present.Name == reference.Name : NameOf(present) == name)
                && (reference.Digest is null || reference.Digest == entry.Descriptor.Digest));
            if (named is not null)
            {
                return named;
            }
        }

        string id = nameOrId.StartsWith("sha256:", StringComparison.Ordinal) ? nameOrId[7..] : nameOrId;
        return id.Length >= ShortestId && id.All(char.IsAsciiHexDigitLower) ? ResolveId(entries, id) : null;
    }

    /// <summary>Finds the image that an entry stands for on a platform.</summary>
    /// <exception cref="InvalidContentException">A blob is missing or wrong.</exception>
    public ResolvedImage Open(Descriptor root, Platform platform) =>
        ImageResolver.Resolve(root, platform, (descriptor, maxBytes) => Content.ReadBlob(descriptor.Digest, maxBytes));

    /// <summary>The blobs that no entry leads to.</summary>
    /// <param name="alsoReferenced">Blobs that others need.</param>
    public IReadOnlyList<Digest> UnreferencedBlobs(IEnumerable<Digest> alsoReferenced)
    {
        HashSet<Digest> referenced = [.. alsoReferenced];
        foreach (ImageEntry entry in List())
        {
            Mark(entry.Descriptor, referenced);
        }

        return [.. Content.ListBlobs().Where(blob => !referenced.Contains(blob))];
    }

    private static string NameOf(ImageReference reference) => $"{reference.Name}:{reference.Tag ?? "latest"}";

    private static bool IsSame(Descriptor present, Descriptor entry) =>
        present.Digest == entry.Digest && present.Annotation(Annotations.ImageName) == entry.Annotation(Annotations.ImageName);

    private static bool IsUnnamed(Descriptor present, Digest digest) =>
        present.Digest == digest && present.Annotation(Annotations.ImageName) is null;

    private static ImageEntry EntryOf(Descriptor descriptor)
    {
        string? name = descriptor.Annotation(Annotations.ImageName) ?? descriptor.Annotation(Annotations.ReferenceName);
        return new ImageEntry(ImageReference.TryParse(name, out ImageReference? reference) ? reference : null, descriptor);
    }

    private ImageEntry? ResolveId(IReadOnlyList<ImageEntry> entries, string id)
    {
        ImageEntry[] matches = [.. entries
            .Where(entry => entry.Descriptor.Digest.Hex.StartsWith(id, StringComparison.Ordinal)
                || ConfigsOf(entry.Descriptor).Any(config => config.Hex.StartsWith(id, StringComparison.Ordinal)))
            .DistinctBy(entry => entry.Descriptor.Digest)];
        return matches.Length > 1
            ? throw new ImageNotFoundException($"{matches.Length} images have an ID that begins with \"{id}\"")
            : matches.FirstOrDefault();
    }

    private IEnumerable<Digest> ConfigsOf(Descriptor root) =>
        Documents(root).Select(document => document.Manifest?.Config.Digest).OfType<Digest>();

    private void Mark(Descriptor root, HashSet<Digest> referenced)
    {
        foreach ((Descriptor descriptor, ImageManifest? manifest) in Documents(root))
        {
            referenced.Add(descriptor.Digest);
            if (manifest is not null)
            {
                referenced.Add(manifest.Config.Digest);
                referenced.UnionWith(manifest.Layers.Select(layer => layer.Digest));
            }
        }
    }

    /// <summary>The indexes and manifests below a descriptor, itself included; what is missing or broken is passed over.</summary>
    private List<(Descriptor Descriptor, ImageManifest? Manifest)> Documents(Descriptor root)
    {
        List<(Descriptor Descriptor, ImageManifest? Manifest)> found = [];
        Queue<Descriptor> open = new([root]);
        HashSet<Digest> seen = [root.Digest];
        while (open.TryDequeue(out Descriptor? descriptor))
        {
            ImageManifest? manifest = null;
            try
            {
                byte[] json = Content.ReadBlob(descriptor.Digest, DocumentLimits.Manifest);
                if (ManifestJson.IsIndex(json))
                {
                    ManifestJson.ReadIndex(json).Manifests.Where(entry => seen.Add(entry.Digest)).ToList().ForEach(open.Enqueue);
                }
                else
                {
                    manifest = ManifestJson.ReadManifest(json);
                }
            }
            catch (InvalidContentException)
            {
            }

            found.Add((descriptor, manifest));
        }

        return found;
    }

    /// <returns>By how many entries the index became shorter.</returns>
    private int Change(Func<ImmutableArray<Descriptor>, ImmutableArray<Descriptor>> change)
    {
        Directory.CreateDirectory(Content.HostPath);
        using LockFile held = LockFile.Acquire($"{Content.HostPath}/.lock", CancellationToken.None);
        ImageIndex index = LayoutIndex.Read(Content.HostPath);
        ImmutableArray<Descriptor> entries = change(index.Manifests);
        if (!entries.SequenceEqual(index.Manifests))
        {
            LayoutIndex.WriteMarker(Content.HostPath);
            LayoutIndex.Write(Content, index with { Manifests = entries });
        }

        return index.Manifests.Length - entries.Length;
    }
}
