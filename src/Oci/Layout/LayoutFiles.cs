using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Layout;

/// <summary>The fixed files of an OCI image layout.</summary>
/// <remarks>OCI image specification, image-layout.md.</remarks>
public static class LayoutFiles
{
    /// <summary>The name of the marker file.</summary>
    public const string Marker = "oci-layout";

    /// <summary>The name of the index.</summary>
    public const string Index = "index.json";

    /// <summary>Where blobs with a SHA-256 lie.</summary>
    public const string Sha256Directory = "blobs/sha256/";

    /// <summary>What the marker file holds.</summary>
    public static ReadOnlySpan<byte> MarkerContent => "{\"imageLayoutVersion\":\"1.0.0\"}"u8;

    /// <summary>A blob's path inside a layout.</summary>
    public static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    /// <summary>An index entry that carries an image's name as buildx writes it: the tag and the full name.</summary>
    public static Descriptor Named(Descriptor manifest, ImageReference reference) => manifest
        .WithAnnotation(Annotations.ImageName, reference.ToString())
        .WithAnnotation(Annotations.ReferenceName, reference.Tag ?? reference.TagOrDigest);
}
