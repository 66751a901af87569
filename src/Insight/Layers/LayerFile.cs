using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Layers;

/// <summary>A path in a layer, seen beside the other layers of its image.</summary>
/// <param name="Path">The path without leading slash, in the encoding of <see cref="Linux.PathText"/>.</param>
/// <param name="Change">What the layer does to it.</param>
/// <param name="Entry">The entry; for a removed path its marker.</param>
/// <param name="IsHidden">Whether a higher layer removes or replaces it, so that its bytes are in the image for nothing.</param>
public sealed record LayerFile(string Path, FileChange Change, LayerEntry Entry, bool IsHidden);
