using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>Writes what a step changed, as the upper directory of its overlay mount holds it.</summary>
public static class UpperDirectoryDiff
{
    /// <summary>Writes all entries below <paramref name="upper"/>; character devices 0/0 and opaque directories become markers.</summary>
    /// <param name="upper">The upper directory.</param>
    /// <param name="writer">The layer; not finished here.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Looked at before each entry.</param>
    /// <exception cref="InvalidContentException">A name that layers keep for markers, or a file that changed meanwhile.</exception>
    /// <exception cref="LinuxException">An entry cannot be read.</exception>
    public static DiffResult Write(DirectoryHandle upper, LayerWriter writer, DiffOptions options, CancellationToken cancellationToken)
    {
        TreeWalk walk = new(writer, options, isUpperDirectory: true, cancellationToken);
        return walk.Write(upper);
    }

    /// <summary>The root of a tree as it is now, for <see cref="DiffOptions.RootBefore"/>.</summary>
    public static LayerEntry RootOf(DirectoryHandle upper) => TreeWalk.EntryOf(upper);
}
