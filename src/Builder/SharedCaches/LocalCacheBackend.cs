using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary><c>type=local</c>: a cache in an OCI image layout, which CI keeps from run to run.</summary>
/// <param name="hostPath">The directory.</param>
/// <param name="tag">The cache's name in it.</param>
/// <param name="resets">Whether everything else goes.</param>
internal sealed class LocalCacheBackend(string hostPath, string tag, bool resets) : ICacheBackend
{
    /// <inheritdoc/>
    public IArtifactSource Open() => OciLayoutReader.Open(hostPath);

    /// <inheritdoc/>
    public void Write(CacheArtifact artifact, Func<Descriptor, Stream> openBlob, CancellationToken cancellationToken)
    {
        using OciLayoutWriter layout = new(hostPath);
        foreach (Descriptor blob in artifact.Blobs)
        {
            if (!layout.HasBlob(blob.Digest))
            {
                using Stream content = artifact.TryGetDocument(blob.Digest) is { } json ? new MemoryStream(json) : openBlob(blob);
                layout.AddBlob(blob, content, cancellationToken);
            }
        }

        ImageIndex index = new(MediaTypes.OciIndex, [artifact.Root.WithAnnotation(Annotations.ReferenceName, tag)]);
        if (resets)
        {
            layout.FinishAlone(index, artifact.Blobs.Select(blob => blob.Digest).ToHashSet());
        }
        else
        {
            layout.Finish(index);
        }
    }
}
