using Sharpbuild.Builder.Images;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary><c>type=registry</c>: a cache as an artifact of a registry, or inside an image that was pushed.</summary>
/// <param name="reference">Its name.</param>
/// <param name="registries">Opens registries.</param>
internal sealed class RegistryCacheBackend(ImageReference reference, RegistryAccess registries) : ICacheBackend
{
    /// <inheritdoc/>
    public IArtifactSource Open() => registries.Open(reference);

    /// <inheritdoc/>
    public void Write(CacheArtifact artifact, Func<Descriptor, Stream> openBlob, CancellationToken cancellationToken) =>
        registries.Push(reference, artifact.Root, blob => artifact.TryGetDocument(blob.Digest) is { } json ? new MemoryStream(json) : openBlob(blob), cancellationToken);
}
