using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>A place that a base image can come from: a registry, a layout, an archive, the own store.</summary>
/// <remarks>May be used by several threads at once.</remarks>
public interface IImageSource : IDisposable
{
    /// <summary>Finds an image.</summary>
    /// <param name="tagOrDigest">Which image, or null for the only or default one.</param>
    /// <param name="platform">Which entry of an index.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ImageNotFoundException">There is no such image, or none for the platform.</exception>
    /// <exception cref="InvalidContentException">What was found is not what it should be.</exception>
    ResolvedImage Resolve(string? tagOrDigest, Platform platform, CancellationToken cancellationToken);

    /// <summary>Opens a blob of an image that was found here; its digest and size are checked while it is read.</summary>
    /// <returns>A stream that the caller disposes.</returns>
    Stream OpenBlob(Descriptor descriptor, CancellationToken cancellationToken);
}
