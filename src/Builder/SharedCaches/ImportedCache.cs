using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>A cache of other builds that was read: its steps are here, its layers are fetched when somebody reads them.</summary>
internal sealed class ImportedCache
{
    private readonly Dictionary<string, (SharedStep Step, CompressionOptions? Form)> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SharedFiles> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _selections = new(StringComparer.Ordinal);
    private readonly ImmutableArray<PlannedStep> _places;

    /// <summary>Takes what was read.</summary>
    /// <param name="name">How messages name it.</param>
    /// <param name="source">Where its blobs are; null where the cache could not be opened.</param>
    /// <param name="configs">Its configs.</param>
    public ImportedCache(string name, IArtifactSource? source, IReadOnlyList<CacheConfig> configs)
    {
        (Name, Source) = (name, source);
        foreach (CacheConfig config in configs)
        {
            foreach (SharedStep step in config.Steps)
            {
                _steps.TryAdd(step.Key, (step, config.Form));
            }

            foreach (SharedFiles files in config.Files)
            {
                _files.TryAdd(files.Fingerprint, files);
            }

            foreach (KeyPart selection in config.Selections)
            {
                _selections.TryAdd(selection.Name, selection.Value);
            }
        }

        _places = [.. configs.SelectMany(config => config.Steps).Select(step => step.Place)];
    }

    /// <summary>How messages name it.</summary>
    public string Name { get; }

    /// <summary>Where its blobs are; null where the cache could not be opened.</summary>
    public IArtifactSource? Source { get; }

    /// <summary>The step of a key, or null where it has none.</summary>
    public ImportedStep? TryGet(CacheKey key) =>
        _steps.TryGetValue(key.Hex, out (SharedStep Step, CompressionOptions? Form) found)
            ? new ImportedStep(new StepRecord(StepRecord.CurrentVersion, key.Parts, found.Step.Layer, found.Step.CreatedAt, found.Step.Seconds), found.Form, this)
            : null;

    /// <summary>The fingerprint of a selection in a tree, or null where it is not known.</summary>
    public string? TryGetSelection(string selection) => _selections.GetValueOrDefault(selection);

    /// <summary>The step that stands where a step stands, to tell what changed; lists of files that this takes are brought into the store.</summary>
    public PlannedStep? FindBefore(PlannedStep step, InputStore inputs, CancellationToken cancellationToken)
    {
        PlannedStep? before = StepComparison.Counterpart(step, _places);
        foreach (KeyPart part in before?.Parts ?? [])
        {
            if (_files.TryGetValue(part.Value, out SharedFiles? files) && inputs.TryGet(part.Value) is null)
            {
                TryFetch(files, inputs, cancellationToken);
            }
        }

        return before;
    }

    /// <summary>A list that can't be had makes an explanation shorter, no more.</summary>
    private void TryFetch(SharedFiles files, InputStore inputs, CancellationToken cancellationToken)
    {
        try
        {
            inputs.Put(files.Fingerprint, InputManifest.Parse(Source!.ReadDocument(files.Blob, CacheConfig.MostFilesBytes, cancellationToken)));
        }
        catch (Exception failure) when (failure is RegistryException or InvalidContentException or ImageNotFoundException)
        {
        }
    }
}
