using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.SharedCaches;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Linux;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Export;

/// <summary><c>--cache-to</c>: writes the steps of the build for other machines.</summary>
internal sealed class CacheExport(BuildServices services)
{
    /// <summary>The value that the image's config carries; null unless <c>type=inline</c> is asked for.</summary>
    public string? Inline(ImmutableArray<Digest> diffIds) => services.Options.CacheExports.Any(export => export.Type == CacheTable.Inline)
        ? InlineCache.Write(services.Used.List(ofAllStages: false), diffIds)
        : null;

    /// <summary>Writes all caches that are asked for and are not the image itself.</summary>
    /// <exception cref="BuildException">One can't be written.</exception>
    public void Write(CancellationToken cancellationToken)
    {
        foreach (CacheExportOption export in services.Options.CacheExports)
        {
            if (services.Shared.Open(export) is { } backend)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(export, backend, cancellationToken);
            }
        }
    }

    private void Write(CacheExportOption export, ICacheBackend backend, CancellationToken cancellationToken)
    {
        DateTimeOffset started = services.Clock.GetUtcNow();
        try
        {
            Write(backend, services.Used.List(export.OfAllStages), export.Compression!, cancellationToken);
            services.Recorder.Exported(new RecordedExport($"cache {export.Type}", export.Name, started, TimeSpan.Zero, services.Clock.GetUtcNow() - started));
        }
        catch (Exception failure) when (failure is RegistryException or (InvalidContentException and not DamagedBlobException) or LinuxException or IOException or UnauthorizedAccessException)
        {
            string message = $"the cache {export.Name} was not written: {failure.Message}";
            if (!export.IgnoresErrors)
            {
                throw new BuildException(message, "ignore-error=true in --cache-to lets the build succeed without it", failure);
            }

            services.Progress.Notice(message);
        }
    }

    private void Write(ICacheBackend backend, IReadOnlyList<UsedStep> steps, Oci.Compression.CompressionOptions compression, CancellationToken cancellationToken)
    {
        AskedForm form = new(compression);
        Dictionary<Digest, Layer> layers = [];
        ImmutableArray<SharedStep>.Builder shared = ImmutableArray.CreateBuilder<SharedStep>(steps.Count);
        foreach (UsedStep step in steps)
        {
            Descriptor blob = services.Forms.GetOrLeave(step.Layer, form, cancellationToken);
            layers[blob.Digest] = step.Layer with { Blob = blob };
            shared.Add(step.Share(blob));
        }

        Dictionary<Digest, byte[]> lists = [];
        CacheArtifact artifact = new(new CacheConfig(compression, shared.ToImmutable(), FilesOf(steps, lists)) { Selections = Selections });
        backend.Write(artifact, blob => lists.TryGetValue(blob.Digest, out byte[]? list) ? new MemoryStream(list) : services.Layers.OpenBlob(layers[blob.Digest], cancellationToken), cancellationToken);
    }

    private ImmutableArray<KeyPart> Selections =>
        [.. services.Inputs.Selections.Select(selection => new KeyPart(selection.Key, selection.Value)).OrderBy(selection => selection.Name, StringComparer.Ordinal)];

    /// <summary>The lists of files behind the fingerprints that keys hold.</summary>
    private ImmutableArray<SharedFiles> FilesOf(IReadOnlyList<UsedStep> steps, Dictionary<Digest, byte[]> lists)
    {
        ImmutableArray<SharedFiles>.Builder files = ImmutableArray.CreateBuilder<SharedFiles>();
        foreach (KeyPart part in steps.SelectMany(step => step.Place.Parts).Where(part => part.Name.StartsWith(MissReason.Files, StringComparison.Ordinal)).DistinctBy(part => part.Value))
        {
            if (services.Inputs.TryRead(part.Value) is { Length: <= CacheConfig.MostFilesBytes } list)
            {
                Descriptor blob = new(CacheConfig.FilesMediaType, Digest.Of(list), list.Length);
                lists[blob.Digest] = list;
                files.Add(new SharedFiles(part.Value, blob));
            }
        }

        return files.ToImmutable();
    }
}
