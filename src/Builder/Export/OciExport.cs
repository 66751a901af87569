using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Steps;
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
        if (!output.AsArchive)
        {
            using OciLayoutWriter layout = new(destination);
            Write(layout, manifest, names, services.Content, cancellationToken);
            return;
        }

        ResultFile.Write(destination, stream =>
        {
            using OciArchiveWriter archive = new(stream);
            Write(archive, manifest, names, services.Content, cancellationToken);
        });
    }

    private static void Write(ILayoutWriter layout, Descriptor manifest, ImmutableArray<ImageReference> names, ContentStore content, CancellationToken cancellationToken)
    {
        ImageManifest image = ManifestJson.ReadManifest(content.ReadBlob(manifest.Digest, MostManifestBytes));
        foreach (Descriptor blob in (IEnumerable<Descriptor>)[.. image.Layers, image.Config, manifest])
        {
            if (!layout.HasBlob(blob.Digest))
            {
                using Stream stream = Open(blob, content);
                layout.AddBlob(blob, stream, cancellationToken);
            }
        }

        layout.Finish(new ImageIndex(MediaTypes.OciIndex, Entries(manifest, names)));
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
