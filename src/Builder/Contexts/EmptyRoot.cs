using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>The root of <c>FROM scratch</c>: one directory, 0755, of root.</summary>
public sealed class EmptyRoot : IRootView
{
    private static readonly LayerEntry Root = new("", FileKind.Directory, 0x1ED, 0, 0, 0, default, null, null, default, []);

    /// <inheritdoc/>
    public LayerEntry? TryGet(string path) => path.Length == 0 ? Root : null;

    /// <inheritdoc/>
    public byte[] ReadFile(LayerEntry file, int limitInBytes) => [];
}
