using System.Security.Cryptography;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>Writes an OCI image layout as a tar stream, in the order of the calls; equal calls give equal bytes.</summary>
public sealed class OciArchiveWriter : ILayoutWriter
{
    private readonly Stream _output;
    private readonly ArchiveWriter _archive;
    private readonly HashSet<Digest> _written = [];

    /// <summary>Writes to a stream, which stays open.</summary>
    public OciArchiveWriter(Stream output)
    {
        _output = output;
        _archive = new ArchiveWriter(output);
    }

    /// <summary>Whether blobs can be added while they are made: the output can be rewritten.</summary>
    public bool CanFollow => _output is OutputStream { CanRewrite: true };

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

    /// <summary>Adds a blob that is still being made, unless it is there or too large for that.</summary>
    /// <param name="blob">Its bytes; checked here.</param>
    /// <param name="moved">Hears how many bytes came.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <exception cref="InvalidContentException">Other bytes came than were written.</exception>
    /// <exception cref="OperationCanceledException">The blob was given up.</exception>
    public void AddBlob(GrowingBlobStream blob, Action<int> moved, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _archive.TryAdd(
            LayoutFiles.Sha256Directory,
            output => StreamCopy.ToEnd(
                blob,
                bytes =>
                {
                    hash.AppendData(bytes);
                    output.Write(bytes);
                    moved(bytes.Length);
                },
                cancellationToken),
            () => Digest.FromSha256(hash.GetHashAndReset()) != blob.Digest ? throw new InvalidContentException($"blob {blob.Digest} can't be read as it was written")
                : _written.Add(blob.Digest) ? LayoutFiles.PathOf(blob.Digest)
                : null);
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
