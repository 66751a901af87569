using System.Collections.Immutable;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Writes an OCI image layout as a directory; images of other names that are there already stay.</summary>
public sealed class OciLayoutWriter : ILayoutWriter
{
    private readonly ContentStore _content;

    /// <summary>Writes to a directory, made if it is missing.</summary>
    public OciLayoutWriter(string hostPath)
    {
        Directory.CreateDirectory($"{hostPath}/blobs/sha256");
        _content = new ContentStore(hostPath, $"{hostPath}/blobs/sha256");
    }

    /// <inheritdoc/>
    public bool HasBlob(Digest digest) => _content.HasBlob(digest);

    /// <inheritdoc/>
    public void AddBlob(Descriptor descriptor, Stream content, CancellationToken cancellationToken)
    {
        if (_content.SizeOf(descriptor.Digest) == descriptor.SizeInBytes)
        {
            return;
        }

        using BlobWriter writer = _content.CreateBlob(computeDigest: false);
        StreamCopy.Exactly(content, writer, descriptor.SizeInBytes, $"blob {descriptor.Digest}", cancellationToken);
        writer.Commit(descriptor.Digest);
    }

    /// <inheritdoc/>
    public void Finish(ImageIndex index)
    {
        LayoutIndex.WriteMarker(_content.HostPath);
        ImageIndex present = LayoutIndex.Read(_content.HostPath);
        ImmutableArray<Descriptor> kept = [.. present.Manifests.Where(entry => !index.Manifests.Any(added => Replaces(added, entry)))];
        LayoutIndex.Write(_content, index with { Manifests = [.. kept, .. index.Manifests] });
    }

    /// <summary>As <see cref="Finish"/>, but nothing else stays in the directory.</summary>
    /// <param name="index">The entries.</param>
    /// <param name="blobs">All that they lead to.</param>
    public void FinishAlone(ImageIndex index, IReadOnlySet<Digest> blobs)
    {
        LayoutIndex.WriteMarker(_content.HostPath);
        LayoutIndex.Write(_content, index);
        foreach (Digest other in _content.ListBlobs().Where(blob => !blobs.Contains(blob)).ToArray())
        {
            _content.Delete(other);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static bool Replaces(Descriptor added, Descriptor present) =>
        added.Annotation(Annotations.ReferenceName) == present.Annotation(Annotations.ReferenceName)
        && (added.Annotation(Annotations.ReferenceName) is not null || added.Digest == present.Digest);
}
