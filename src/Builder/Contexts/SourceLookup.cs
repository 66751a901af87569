namespace Sharpbuild.Builder.Contexts;

/// <summary>Look-ups in a source tree that follow links inside it.</summary>
public static class SourceLookup
{
    /// <summary>The entry that a path leads to, or null where there is none or it is hidden.</summary>
    /// <param name="tree">The tree; nothing outside of it is reached.</param>
    /// <param name="path">The path; <c>..</c> and a leading slash stop at the tree's root.</param>
    /// <param name="follow">Whether a link as last component is followed.</param>
    public static SourceFile? Find(ISourceTree tree, string path, bool follow)
    {
        ResolvedPath resolved = Resolve(tree, path, follow);
        return resolved.Obstacle is null ? tree.TryGet(resolved.Path) : null;
    }

    /// <summary>Where a path leads to, whether or not there is anything.</summary>
    public static ResolvedPath Resolve(ISourceTree tree, string path, bool follow) =>
        LinkResolver.Resolve(path, follow, at => tree.TryGet(at) is { } file ? (file.Status.Kind, file.LinkTarget) : null);
}
