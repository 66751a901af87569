using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Writes an OCI image layout as a tar stream, in the order of the calls; equal calls give equal bytes.</summary>
public sealed class OciArchiveWriter : ILayoutWriter
{
    private readonly ArchiveWriter _archive;
    private readonly HashSet<Digest> _written = [];

    /// <summary>Writes to a stream, which stays open.</summary>
    public OciArchiveWriter(Stream output) => _archive = new ArchiveWriter(output);

    /// <inheritdoc/>
    public bool HasBlob(Digest digest) => _written.Contains(digest);

    /// <inheritdoc/>
    public void AddBlob(Descriptor descriptor, Stream content, CancellationToken cancellationToken)
    {
        if (_written.Add(descriptor.Digest))
        {
            _archive.Add(LayoutFiles.PathOf(descriptor.Digest), descriptor.SizeInBytes, content, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Finish(ImageIndex index)
    {
        _archive.Add(LayoutFiles.Index, ManifestJson.Write(index));
        _archive.Add(LayoutFiles.Marker, LayoutFiles.MarkerContent);
        _archive.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
