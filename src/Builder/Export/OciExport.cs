using System.Collections.Immutable;

using Sharpbuild.Builder.Images;
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

    /// <summary>Writes an archive while its layers are still being compressed, each layer as far as it is there.</summary>
    /// <param name="output">What is asked for.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="names">The image's names.</param>
    /// <param name="services">What the build shares.</param>
    /// <param name="keep">Puts config and manifest of an image with these layers into the store.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest.</returns>
    public static Descriptor WriteWhileMade(
        OutputOption output,
        ImmutableArray<Layer> layers,
        ImmutableArray<ImageReference> names,
        BuildServices services,
        Func<ImmutableArray<Descriptor>, Descriptor> keep,
        CancellationToken cancellationToken)
    {
        AskedForm form = AskedForm.Of(output);
        Descriptor? manifest = null;
        using Transfer transfer = ResultFile.BeginTransfer(output.Destination!, services.Progress, totalBytes: null);
        using CancellationTokenRegistration end = services.Forms.EndWith(cancellationToken);
        using LayerDownloads downloads = services.Forms.FetchAhead(layers, form, cancellationToken);
        ResultFile.Write(output.Destination!, stream =>
        {
            using OciArchiveWriter archive = new(stream);
            ImmutableArray<Descriptor> blobs = [.. layers.Select(layer => Write(archive, layer, form, services, transfer, cancellationToken))];
            manifest = keep(blobs);
            ImageManifest image = ManifestJson.ReadManifest(services.Content.ReadBlob(manifest.Digest, MostManifestBytes));
            Write(archive, [image.Config, manifest], names, services.Content, transfer, cancellationToken);
        });
        return manifest!;
    }

    private static Descriptor Write(OciArchiveWriter archive, Layer layer, AskedForm form, BuildServices services, Transfer transfer, CancellationToken cancellationToken)
    {
        using GrowingBlobStream? growing = archive.CanFollow ? services.Forms.TryFollow(layer, form) : null;
        try
        {
            if (growing is not null)
            {
                archive.AddBlob(growing, count => transfer.Add(count), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The blob was given up: why is told where it is asked for.
        }

        Descriptor blob = services.Forms.Get(layer, form, cancellationToken);
        Write(archive, blob, services.Content, transfer, cancellationToken);
        return blob;
    }

    private static void Write(
        ILayoutWriter layout, ImmutableArray<Descriptor> blobs, ImmutableArray<ImageReference> names, ContentStore content, Transfer transfer, CancellationToken cancellationToken)
    {
        foreach (Descriptor blob in blobs)
        {
            Write(layout, blob, content, transfer, cancellationToken);
        }

        layout.Finish(new ImageIndex(MediaTypes.OciIndex, Entries(blobs[^1], names)));
    }

    private static void Write(ILayoutWriter layout, Descriptor blob, ContentStore content, Transfer transfer, CancellationToken cancellationToken)
    {
        if (!layout.HasBlob(blob.Digest))
        {
            using Stream stream = Open(blob, content);
            using TransferStream counted = new(stream, transfer, owns: false);
            layout.AddBlob(blob, counted, cancellationToken);
        }
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
