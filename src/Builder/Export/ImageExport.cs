using System.Collections.Immutable;
using System.Diagnostics;

using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Export;

/// <summary>Writes the result of a build to where it was asked for.</summary>
internal sealed class ImageExport(BuildServices services, ImageStore store, BaseImages images)
{
    private TimeSpan _compressing;

    /// <summary>Writes all outputs.</summary>
    public BuildResult Write(StageState state, CancellationToken cancellationToken)
    {
        CacheExport caches = new(services);
        ImageConfig image = Finish(state.Image) with { InlineCache = caches.Inline(state.Image.DiffIds) };
        byte[] config = ConfigJson.Write(image);
        services.Secrets.Check(image, config);
        ImmutableArray<OutputOption> outputs = services.Options.Outputs.IsEmpty ? [new OutputOption(OutputKind.Image)] : services.Options.Outputs;
        BuildResult? result = null;
        foreach (OutputOption output in outputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DateTimeOffset started = services.Clock.GetUtcNow();
            BuildResult written = Write(output, state, config, cancellationToken);
            services.Recorder.Exported(new RecordedExport(
                output.Kind.ToString().ToLowerInvariant(), output.Destination, started, _compressing, services.Clock.GetUtcNow() - started - _compressing));
            _compressing = TimeSpan.Zero;
            result = result is null || output.Kind == OutputKind.Image ? written : result;
        }

        caches.Write(cancellationToken);
        services.Recorder.Succeeded(new RecordedResult(
            result!.Manifest.Digest.ToString(),
            result.ImageId.ToString(),
            [.. result.Names.Select(name => name.ToString())],
            [.. state.Layers.Select(layer => new RecordedLayer(layer.DiffId.ToString(), layer.Blob.SizeInBytes))]));
        return result;
    }

    private ImageConfig Finish(ImageConfig image)
    {
        ImmutableSortedDictionary<string, string> labels = image.Config.Labels;
        foreach ((string name, string value) in services.Options.Labels)
        {
            labels = labels.SetItem(name, value);
        }

        return image with { Config = image.Config with { Labels = labels } };
    }

    private BuildResult Write(OutputOption output, StageState state, byte[] config, CancellationToken cancellationToken)
    {
        ImmutableArray<ImageReference> names = output.Names is { Count: > 0 } own ? [.. own] : services.Options.Tags;
        switch (output.Kind)
        {
            case OutputKind.Image:
                Descriptor manifest = Keep(output, state, config, cancellationToken);
                foreach (ImageReference name in names)
                {
                    store.Tag(name, manifest);
                    if (output.Push)
                    {
                        images.Push(name, manifest, cancellationToken);
                    }
                }

                if (names.IsEmpty)
                {
                    store.Add(manifest);
                }

                return new BuildResult(manifest, Digest.Of(config), names);

            case OutputKind.Oci when output.AsArchive && services.Forms.AreUnderWay(state.Layers, AskedForm.Of(output)):
                return new BuildResult(WriteWhileMade(output, state, config, names, cancellationToken), Digest.Of(config), names);

            case OutputKind.Oci:
                Descriptor layout = Keep(output, state, config, cancellationToken);
                OciExport.Write(output, layout, names, services, cancellationToken);
                return new BuildResult(layout, Digest.Of(config), names);

            case OutputKind.Docker:
                return DockerExport.Write(output, state, config, names, services, cancellationToken);

            default:
                TreeExport.Write(output, state, services, cancellationToken);
                return new BuildResult(new Descriptor(MediaTypes.OciConfig, Digest.Of(config), config.Length), Digest.Of(config), names);
        }
    }

    private Descriptor Keep(OutputOption output, StageState state, byte[] config, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        ImmutableArray<Descriptor> layers = services.Forms.Get(state.Layers, AskedForm.Of(output), cancellationToken);
        _compressing = Stopwatch.GetElapsedTime(start);
        return Keep(layers, state, config);
    }

    private Descriptor WriteWhileMade(OutputOption output, StageState state, byte[] config, ImmutableArray<ImageReference> names, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        return OciExport.WriteWhileMade(
            output,
            state.Layers,
            names,
            services,
            layers =>
            {
                _compressing = Stopwatch.GetElapsedTime(start);
                return Keep(layers, state, config);
            },
            cancellationToken);
    }

    private Descriptor Keep(ImmutableArray<Descriptor> layers, StageState state, byte[] config)
    {
        Descriptor configBlob = services.Content.WriteBlob(config, MediaTypes.OciConfig);
        ImageManifest manifest = new(MediaTypes.OciManifest, configBlob, [.. layers.Select(layer => layer with { MediaType = MediaTypes.Convert(layer.MediaType, docker: false) })]);
        Descriptor written = services.Content.WriteBlob(ManifestJson.Write(manifest), MediaTypes.OciManifest) with { Platform = state.Image.Platform };
        foreach (Descriptor blob in (ReadOnlySpan<Descriptor>)[.. layers, configBlob, written])
        {
            // A build before this one may have made it for an output that does not wait for the store's files.
            services.Content.FlushAtBarrier(blob.Digest);
        }

        return written;
    }
}
