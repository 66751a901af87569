using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Images of the own store as bases.</summary>
public sealed class StoreImageSource(ImageStore store) : IImageSource
{
    /// <inheritdoc/>
    public ResolvedImage Resolve(string? tagOrDigest, Platform platform, CancellationToken cancellationToken)
    {
        ImageEntry entry = store.Resolve(tagOrDigest ?? "") ?? throw new ImageNotFoundException($"the store has no image \"{tagOrDigest}\"");
        return store.Open(entry.Descriptor, platform);
    }

    /// <inheritdoc/>
    public Stream OpenBlob(Descriptor descriptor, CancellationToken cancellationToken) => store.Content.OpenBlob(descriptor);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
