using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>One entry of the image store.</summary>
/// <param name="Reference">Its name, or null for an image without one.</param>
/// <param name="Descriptor">Its manifest or index.</param>
public sealed record ImageEntry(ImageReference? Reference, Descriptor Descriptor);
