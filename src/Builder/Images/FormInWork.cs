using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;

namespace Sharpbuild.Builder.Images;

/// <summary>A compressed form of a layer that is made while the layer is written.</summary>
/// <param name="Options">The form.</param>
/// <param name="Tar">The layer as it grows.</param>
/// <param name="Work">What makes it.</param>
internal sealed record FormInWork(CompressionOptions Options, GrowingBlobStream Tar, FormWork Work);
