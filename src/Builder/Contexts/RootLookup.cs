using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>What a path leads to in a root file system when links are followed inside it.</summary>
/// <param name="Path">The path without links, whether or not there is anything.</param>
/// <param name="Entry">What is there, or null.</param>
/// <param name="Obstacle">The first component that is no directory although more components follow it, or null.</param>
public readonly record struct RootLookup(string Path, LayerEntry? Entry, string? Obstacle)
{
    /// <summary>Looks a path up.</summary>
    /// <param name="root">The root; nothing outside of it is reached.</param>
    /// <param name="path">The path; <c>..</c> and absolute links stop at the root.</param>
    /// <param name="follow">Whether a link as last component is followed.</param>
    public static RootLookup Find(IRootView root, string path, bool follow)
    {
        ResolvedPath resolved = LinkResolver.Resolve(path, follow, at => root.TryGet(at) is { } entry ? (entry.Kind, entry.LinkTarget) : null);
        return new RootLookup(resolved.Path, resolved.Obstacle is null ? root.TryGet(resolved.Path) : null, resolved.Obstacle);
    }
}
