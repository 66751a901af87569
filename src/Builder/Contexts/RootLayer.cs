using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>A layer that is looked at through its index.</summary>
/// <param name="Index">The index.</param>
/// <param name="OpenTar">Opens the uncompressed tar stream, for the few files whose content is asked for; the stream is disposed.</param>
public sealed record RootLayer(LayerIndex Index, Func<Stream> OpenTar);
