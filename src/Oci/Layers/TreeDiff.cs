using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Writes a whole tree, such as the merged view of a root file system.</summary>
public static class TreeDiff
{
    /// <summary>Writes all entries below <paramref name="root"/>, the root itself excepted.</summary>
    /// <param name="root">The tree; nothing in it means more than it is.</param>
    /// <param name="writer">The layer; not finished here.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Looked at before each entry.</param>
    /// <exception cref="InvalidContentException">A name that layers keep for markers, or a file that changed meanwhile.</exception>
    /// <exception cref="LinuxException">An entry cannot be read.</exception>
    public static DiffResult Write(DirectoryHandle root, LayerWriter writer, DiffOptions options, CancellationToken cancellationToken)
    {
        TreeWalk walk = new(writer, options, isUpperDirectory: false, cancellationToken);
        return walk.Write(root);
    }
}
