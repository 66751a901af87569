using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;

namespace Sharpbuild.Builder.SharedCaches;

/// <summary>The kinds of caches that builds share, by their names on the command line.</summary>
public static class CacheTable
{
    /// <summary>An artifact of a registry.</summary>
    public const string Registry = "registry";

    /// <summary>A directory.</summary>
    public const string Local = "local";

    /// <summary>Inside the image that is built; read as <see cref="Registry"/>.</summary>
    public const string Inline = "inline";

    /// <summary>What <c>--cache-from</c> takes.</summary>
    public static IReadOnlyList<string> Imports { get; } = [Registry, Local];

    /// <summary>What <c>--cache-to</c> takes.</summary>
    public static IReadOnlyList<string> Exports { get; } = [Registry, Local, Inline];

    /// <summary>Where a cache is read from.</summary>
    internal static ICacheBackend Of(CacheImportOption option, RegistryAccess registries) => option.Type == Local
        ? new LocalCacheBackend(option.HostPath!, option.TagOrDigest ?? "latest", resets: false)
        : new RegistryCacheBackend(option.Reference!, registries);

    /// <summary>Where a cache is written to; null where it goes into the image.</summary>
    internal static ICacheBackend? Of(CacheExportOption option, RegistryAccess registries) => option.Type switch
    {
        Local => new LocalCacheBackend(option.HostPath!, option.Tag, option.Resets),
        Registry => new RegistryCacheBackend(option.Reference!, registries),
        _ => null,
    };
}
