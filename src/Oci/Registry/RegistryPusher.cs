using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Registry;

/// <summary>Pushes images with all they consist of.</summary>
/// <param name="client">The client, which stays the caller's.</param>
/// <param name="openBlob">Opens a manifest, config or layer; layers only if the registry needs them.</param>
/// <param name="mountSource">A repository that has a layer, or null.</param>
public sealed class RegistryPusher(RegistryClient client, Func<Descriptor, Stream> openBlob, Func<Descriptor, ImageReference?>? mountSource = null)
{
    private const int UploadsAtOnce = 4;

    /// <summary>Pushes a manifest or an index with all its images; the tag becomes visible last.</summary>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    public void Push(ImageReference target, Descriptor root, CancellationToken cancellationToken)
    {
        byte[] json = Read(root);
        PushContent(target, json, root.MediaType, cancellationToken);
        client.PushManifest(target, json, TypeOf(json, root), cancellationToken);
    }

    private static string TypeOf(byte[] json, Descriptor descriptor) => ManifestJson.IsIndex(json, descriptor.MediaType)
        ? ManifestJson.ReadIndex(json, descriptor.MediaType).MediaType
        : ManifestJson.ReadManifest(json, descriptor.MediaType).MediaType;

    private void PushContent(ImageReference target, byte[] json, string mediaType, CancellationToken cancellationToken)
    {
        if (!ManifestJson.IsIndex(json, mediaType))
        {
            PushBlobs(target, ManifestJson.ReadManifest(json, mediaType), cancellationToken);
            return;
        }

        foreach (Descriptor entry in ManifestJson.ReadIndex(json, mediaType).Manifests)
        {
            byte[] child = Read(entry);
            PushContent(target, child, entry.MediaType, cancellationToken);
            client.PushManifest(target.ByDigest(entry.Digest), child, TypeOf(child, entry), cancellationToken);
        }
    }

    private void PushBlobs(ImageReference target, ImageManifest manifest, CancellationToken cancellationToken)
    {
        Descriptor[] blobs = [.. manifest.Layers.Append(manifest.Config).DistinctBy(blob => blob.Digest)];
        ParallelOptions limits = new() { MaxDegreeOfParallelism = UploadsAtOnce, CancellationToken = cancellationToken };
        ParallelWork.ForEach(blobs, limits, blob => client.PushBlob(target, blob, () => openBlob(blob), mountSource?.Invoke(blob), cancellationToken));
    }

    private byte[] Read(Descriptor descriptor)
    {
        using Stream blob = openBlob(descriptor);
        return DocumentStream.Read(blob, DocumentLimits.Manifest, $"manifest {descriptor.Digest}");
    }
}
