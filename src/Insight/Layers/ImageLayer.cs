using Sharpbuild.Oci;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Insight.Layers;

/// <summary>A layer of an image.</summary>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="SizeInBytes">The size of its blob in the store.</param>
/// <param name="CreatedBy">The instruction that made it, from the image's history; empty where that is not known.</param>
/// <param name="Listing">What is in it.</param>
public sealed record ImageLayer(Digest DiffId, long SizeInBytes, string CreatedBy, LayerIndex Listing);
