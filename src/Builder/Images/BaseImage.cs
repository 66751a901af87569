using System.Collections.Immutable;

using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>An image that a stage starts from or takes files from.</summary>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers, lowest first.</param>
internal sealed record BaseImage(ImageConfig Config, ImmutableArray<Layer> Layers);
