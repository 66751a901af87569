using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>A compressed form of a layer that is made while the layer is written.</summary>
/// <param name="Options">The form.</param>
/// <param name="Tar">The layer as it grows.</param>
/// <param name="Blob">Gives the compressed blob; null where the layer is too small to begin early.</param>
internal sealed record FormInWork(CompressionOptions Options, GrowingBlobStream Tar, Task<Descriptor?> Blob);
