using System.Collections.Immutable;

namespace Sharpbuild.Insight.Layers;

/// <summary>The layers of an image, one on the other.</summary>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record LayerStack(ImmutableArray<ImageLayer> Layers);
