using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A root file system that is looked at without being unpacked.</summary>
/// <remarks>All paths are exact: no component is followed. <see cref="RootLookup"/> follows links.</remarks>
public interface IRootView
{
    /// <summary>The entry at a path, or null where there is none; the root <c>""</c> always is a directory.</summary>
    LayerEntry? TryGet(string path);

    /// <summary>The content of a regular file that <see cref="TryGet"/> returned.</summary>
    /// <param name="file">The entry.</param>
    /// <param name="limitInBytes">The most that is read.</param>
    /// <exception cref="InputException">It is longer.</exception>
    byte[] ReadFile(LayerEntry file, int limitInBytes);
}
