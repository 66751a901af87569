using System.Collections.Immutable;

using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>An image that a stage starts from or takes files from.</summary>
/// <param name="Digest">The digest of its manifest.</param>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers, lowest first.</param>
internal sealed record BaseImage(Digest Digest, ImageConfig Config, ImmutableArray<Layer> Layers);
