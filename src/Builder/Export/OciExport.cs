using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Export;

/// <summary><c>-o type=oci</c>: an OCI image layout as a directory or a tar.</summary>
internal static class OciExport
{
    private const int MostManifestBytes = 4 << 20;
    private const int LargeBlob = 1 << 20;

    /// <summary>Writes an image whose blobs are all in the store.</summary>
    public static void Write(OutputOption output, Descriptor manifest, ImmutableArray<ImageReference> names, BuildServices services, CancellationToken cancellationToken)
    {
        string destination = output.Destination!;
        ImageManifest image = ManifestJson.ReadManifest(services.Content.ReadBlob(manifest.Digest, MostManifestBytes));
        ImmutableArray<Descriptor> blobs = [.. image.Layers, image.Config, manifest];
        using Transfer transfer = ResultFile.BeginTransfer(destination, services.Progress, blobs.Sum(blob => blob.SizeInBytes));
        if (!output.AsArchive)
        {
            using OciLayoutWriter layout = new(destination);
            Write(layout, blobs, names, services.Content, transfer, cancellationToken);
            return;
        }

        ResultFile.Write(destination, stream =>
        {
            using OciArchiveWriter archive = new(stream);
            Write(archive, blobs, names, services.Content, transfer, cancellationToken);
        });
    }

    private static void Write(
        ILayoutWriter layout, ImmutableArray<Descriptor> blobs, ImmutableArray<ImageReference> names, ContentStore content, Transfer transfer, CancellationToken cancellationToken)
    {
        foreach (Descriptor blob in blobs)
        {
            if (!layout.HasBlob(blob.Digest))
            {
                using Stream stream = Open(blob, content);
                using TransferStream counted = new(stream, transfer, owns: false);
                layout.AddBlob(blob, counted, cancellationToken);
            }
        }

        layout.Finish(new ImageIndex(MediaTypes.OciIndex, Entries(blobs[^1], names)));
    }

    /// <summary>A large blob is read and checked on one thread and written on another.</summary>
    private static Stream Open(Descriptor blob, ContentStore content) =>
        blob.SizeInBytes < LargeBlob ? content.OpenBlob(blob) : new ReadAheadStream(content.OpenBlob(blob));

    private static ImmutableArray<Descriptor> Entries(Descriptor manifest, ImmutableArray<ImageReference> names) => names.IsEmpty
        ? [manifest]
        : [.. names.Select(name => manifest
            .WithAnnotation(Annotations.ReferenceName, name.TagOrDigest)
            .WithAnnotation(Annotations.ImageName, $"{name.Name}:{name.TagOrDigest}"))];
}
