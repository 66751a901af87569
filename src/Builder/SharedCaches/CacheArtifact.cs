using System.Collections.Immutable;

using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>A cache as it is written: one manifest, or an index of several where its config gets large.</summary>
/// <remarks>All blobs that configs speak of are layers of the manifests, so that registries keep them as long as the cache.</remarks>
internal sealed class CacheArtifact
{
    /// <summary>Some registries refuse larger configs.</summary>
    private const int MostConfigBytes = 1 << 20;

    private const int MostSteps = DocumentLimits.Layers / 2;

    private readonly Dictionary<Digest, byte[]> _documents = [];
    private readonly List<Descriptor> _blobs = [];

    /// <summary>Makes the documents of a cache.</summary>
    public CacheArtifact(CacheConfig config)
    {
        Descriptor[] manifests = [.. Split(config).Select((part, index) => AddManifest(index == 0 ? part with { Selections = config.Selections } : part))];
        Root = manifests is [var only] ? only : Add(ManifestJson.Write(IndexOf(manifests)), MediaTypes.OciIndex);
    }

    /// <summary>What the cache's name stands for.</summary>
    public Descriptor Root { get; }

    /// <summary>Everything that it consists of, in an order in which each is written after what it refers to.</summary>
    public IEnumerable<Descriptor> Blobs => _blobs.DistinctBy(blob => blob.Digest);

    /// <summary>The bytes of a document; null where the blob is another one.</summary>
    public byte[]? TryGetDocument(Digest digest) => _documents.GetValueOrDefault(digest);

    private static ImageIndex IndexOf(Descriptor[] manifests) =>
        new(MediaTypes.OciIndex, [.. manifests.Select(manifest => manifest with { ArtifactType = CacheConfig.ArtifactType })]) { ArtifactType = CacheConfig.ArtifactType };

    private static IEnumerable<CacheConfig> Split(CacheConfig config)
    {
        Dictionary<string, SharedFiles> files = config.Files.DistinctBy(list => list.Fingerprint).ToDictionary(list => list.Fingerprint, StringComparer.Ordinal);
        List<SharedStep> part = [];
        long size = 0;
        foreach (SharedStep step in config.Steps)
        {
            long more = SizeOf(step);
            if (part.Count > 0 && (size + more > MostConfigBytes || part.Count == MostSteps))
            {
                yield return Part(config.Form, part, files);
                part.Clear();
                size = 0;
            }

            part.Add(step);
            size += more;
        }

        yield return Part(config.Form, part, files);
    }

    /// <summary>Each part carries the lists of files that its own steps name.</summary>
    private static CacheConfig Part(CompressionOptions? form, List<SharedStep> steps, Dictionary<string, SharedFiles> files) => new(
        form,
        [.. steps],
        [.. steps.SelectMany(step => step.Place.Parts).Select(part => files.GetValueOrDefault(part.Value)).OfType<SharedFiles>().Distinct()]);

    private static long SizeOf(SharedStep step) => CacheConfigJson.Write(new CacheConfig(null, [step], []), [step.Layer.Blob!.ToDescriptor()]).Length;

    private Descriptor AddManifest(CacheConfig config)
    {
        ImmutableArray<Descriptor> layers = [.. config.Blobs];
        _blobs.AddRange(layers);
        Descriptor document = Add(CacheConfigJson.Write(config, layers), CacheConfig.MediaType);
        ImageManifest manifest = new ImageManifest(MediaTypes.OciManifest, document, layers) with { ArtifactType = CacheConfig.ArtifactType };
        return Add(ManifestJson.Write(manifest), MediaTypes.OciManifest);
    }

    private Descriptor Add(byte[] json, string mediaType)
    {
        Descriptor descriptor = new(mediaType, Digest.Of(json), json.Length);
        _documents[descriptor.Digest] = json;
        _blobs.Add(descriptor);
        return descriptor;
    }
}
