using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Options;

/// <summary>One <c>--cache-from</c>: a cache that another build has written.</summary>
/// <param name="Type">One of the names of <c>CacheTable</c>.</param>
/// <param name="Reference">The name in a registry; null for other types.</param>
/// <param name="HostPath">The directory of <c>type=local</c>; null for other types.</param>
/// <param name="TagOrDigest">Which cache of the directory; null for <c>latest</c> or the only one.</param>
public sealed record CacheImportOption(string Type, ImageReference? Reference = null, string? HostPath = null, string? TagOrDigest = null)
{
    /// <summary>How messages name it.</summary>
    public string Name => Reference?.ToFamiliarString() ?? $"{HostPath}{(TagOrDigest is null ? "" : ":" + TagOrDigest)}";
}
