using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>One layer of a root file system.</summary>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="ContentKey">What stands for its content in cache keys: the digest without times where we made it, else the DiffID.</param>
/// <param name="Blob">The blob that holds it, as it is in the store or at its origin.</param>
/// <param name="Origin">Where the blob can be fetched from when the store lacks it; null for layers that we made.</param>
public sealed record Layer(Digest DiffId, string ContentKey, Descriptor Blob, IImageSource? Origin);
