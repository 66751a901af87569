using System.Net;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Registry;

/// <summary>Images and other artifacts of one repository of a registry.</summary>
/// <param name="client">The client, which stays the caller's.</param>
/// <param name="repository">The repository; its tag or digest is the default.</param>
public sealed class RegistryImageSource(RegistryClient client, ImageReference repository) : IArtifactSource
{
    /// <inheritdoc/>
    public ResolvedImage Resolve(string? tagOrDigest, Platform platform, CancellationToken cancellationToken) =>
        ImageResolver.Resolve(GetManifest(tagOrDigest, cancellationToken), platform, this, cancellationToken);

    /// <inheritdoc/>
    public FetchedManifest GetManifest(string? tagOrDigest, CancellationToken cancellationToken)
    {
        ImageReference reference = tagOrDigest is null ? repository
            : Digest.TryParse(tagOrDigest, out Digest digest) ? repository.WithDigest(digest)
            : repository.WithTag(tagOrDigest);
        return Fetch(reference, cancellationToken);
    }

    /// <inheritdoc/>
    public byte[] ReadDocument(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken)
    {
        if (descriptor.SizeInBytes > maxBytes)
        {
            throw new InvalidContentException($"{descriptor.Digest} has {descriptor.SizeInBytes} bytes, more than the {maxBytes} that are allowed");
        }

        if (MediaTypes.IsManifest(descriptor.MediaType) || MediaTypes.IsIndex(descriptor.MediaType))
        {
            FetchedManifest manifest = Fetch(repository.WithDigest(descriptor.Digest), cancellationToken);
            string found = manifest.Descriptor.MediaType;
            bool contradicts = (MediaTypes.IsManifest(found) || MediaTypes.IsIndex(found)) && found != descriptor.MediaType;
            return manifest.Content.Length == descriptor.SizeInBytes && !contradicts
                ? manifest.Content.ToArray()
                : throw new InvalidContentException($"manifest {descriptor.Digest} is not of the type and size that the index tells");
        }

        using Stream blob = client.OpenBlob(repository, descriptor, cancellationToken);
        return DocumentStream.Read(blob, maxBytes, $"blob {descriptor.Digest}");
    }

    /// <inheritdoc/>
    public Stream OpenBlob(Descriptor descriptor, CancellationToken cancellationToken) => client.OpenBlob(repository, descriptor, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private FetchedManifest Fetch(ImageReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return client.GetManifest(reference, cancellationToken);
        }
        catch (RegistryException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            throw new ImageNotFoundException(problem.Message);
        }
    }
}
