using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>A place that caches are read from and written to; nothing happens before one of the methods is called.</summary>
internal interface ICacheBackend
{
    /// <summary>Opens the place to read.</summary>
    /// <returns>A source that the caller disposes.</returns>
    IArtifactSource Open();

    /// <summary>Writes a cache; its name stands for it once all is there.</summary>
    /// <param name="artifact">The documents.</param>
    /// <param name="openBlob">Opens layers and lists of files, if they are needed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    void Write(CacheArtifact artifact, Func<Descriptor, Stream> openBlob, CancellationToken cancellationToken);
}
