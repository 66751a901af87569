using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Linux;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>The caches of other builds (<c>--cache-from</c>), each read when a step is first not in those before it. One that can't be read is told and left out.</summary>
internal sealed class SharedCacheAccess : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<CacheImportOption> _options;
    private readonly ImportedCache?[] _caches;
    private readonly RegistryAccess _registries;
    private readonly Platform _platform;
    private readonly IBuildProgress _progress;

    /// <summary>Takes what is asked for; nothing is read yet.</summary>
    public SharedCacheAccess(BuildOptions options, IBuildProgress progress)
    {
        (_options, _platform, _progress) = (options.CacheImports, options.Platform, progress);
        _caches = new ImportedCache?[_options.Length];
        _registries = new RegistryAccess(options, progress);
    }

    /// <summary>Opens the place that a cache goes to; null where that is the image.</summary>
    public ICacheBackend? Open(CacheExportOption option) => CacheTable.Of(option, _registries);

    /// <summary>The step of a key, or null where no cache has it.</summary>
    public ImportedStep? TryGet(CacheKey key, CancellationToken cancellationToken) =>
        First(cache => cache.TryGet(key), cancellationToken);

    /// <summary>The fingerprint of a selection in a tree, or null where no cache knows it.</summary>
    public string? TryGetSelection(string selection, CancellationToken cancellationToken) =>
        First(cache => cache.TryGetSelection(selection), cancellationToken);

    /// <summary>The step that stands where a step stands, of the first cache that has one.</summary>
    public PlannedStep? FindBefore(PlannedStep step, InputStore inputs, CancellationToken cancellationToken) =>
        First(cache => cache.FindBefore(step, inputs, cancellationToken), cancellationToken);

    /// <summary>Leaves a cache out from now on, as one of its layers is lost.</summary>
    public void Drop(LostLayerException lost)
    {
        lock (_lock)
        {
            for (int index = 0; index < _caches.Length; index++)
            {
                if (_caches[index] is { } cache && ReferenceEquals(cache.Source, lost.Origin))
                {
                    _progress.Notice($"the cache {cache.Name} is left out: {lost.Message}");
                    _caches[index] = new ImportedCache(cache.Name, cache.Source, []);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ImportedCache? cache in _caches)
        {
            cache?.Source?.Dispose();
        }

        _registries.Dispose();
    }

    /// <summary>The answer of the first cache that has one; those after it are not read for it.</summary>
    private T? First<T>(Func<ImportedCache, T?> ask, CancellationToken cancellationToken)
        where T : class =>
        Enumerable.Range(0, _caches.Length).Select(index => ask(Cache(index, cancellationToken))).FirstOrDefault(answer => answer is not null);

    private ImportedCache Cache(int index, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _caches[index] ??= Read(_options[index], cancellationToken);
        }
    }

    private ImportedCache Read(CacheImportOption option, CancellationToken cancellationToken)
    {
        IArtifactSource? source = null;
        try
        {
            source = CacheTable.Of(option, _registries).Open();
            return new ImportedCache(option.Name, source, new CacheReader(source, _platform).Read(option.TagOrDigest, cancellationToken));
        }
        catch (Exception failure) when (failure is ImageNotFoundException or RegistryException or InvalidContentException or LinuxException or IOException or UnauthorizedAccessException)
        {
            _progress.Notice($"the cache {option.Name} is left out: {failure.Message}");
            return new ImportedCache(option.Name, source, []);
        }
    }
}
