using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>A place that holds manifests of any kind, images or not: a registry or a layout.</summary>
public interface IArtifactSource : IImageSource
{
    /// <summary>Fetches the manifest or index that a name stands for.</summary>
    /// <param name="tagOrDigest">Which one, or null for the only or default one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ImageNotFoundException">There is none.</exception>
    FetchedManifest GetManifest(string? tagOrDigest, CancellationToken cancellationToken);

    /// <summary>Reads a manifest, config or other small blob; its digest and size are checked.</summary>
    /// <param name="descriptor">What.</param>
    /// <param name="maxBytes">The most bytes it may have.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidContentException">It is too large or not what it should be.</exception>
    byte[] ReadDocument(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken);
}
