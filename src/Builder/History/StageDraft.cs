using Sharpbuild.Oci;

namespace Sharpbuild.Builder.History;

/// <summary>What is known of a stage once it began.</summary>
/// <param name="BaseDigest">The digest of the base's manifest; null for other bases than images.</param>
/// <param name="LayerSteps">How many of its instructions make a layer, triggers of the base included.</param>
internal sealed record StageDraft(Digest? BaseDigest, int LayerSteps);
