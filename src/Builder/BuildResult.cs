using System.Collections.Immutable;

using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder;

/// <summary>What a build gave.</summary>
/// <param name="Manifest">The descriptor of the image's manifest in the store.</param>
/// <param name="ImageId">The digest of its config.</param>
/// <param name="Names">The names that it got.</param>
public sealed record BuildResult(Descriptor Manifest, Digest ImageId, ImmutableArray<ImageReference> Names);
