namespace Sharpbuild.Oci.Model;

/// <summary>The names of annotations that tools agree on.</summary>
/// <remarks>OCI image specification, annotations.md; containerd's import of archives.</remarks>
public static class Annotations
{
    /// <summary>The name of an entry of a layout's index, a tag as a rule.</summary>
    public const string ReferenceName = "org.opencontainers.image.ref.name";

    /// <summary>The full name of an image with its tag.</summary>
    public const string ImageName = "io.containerd.image.name";

    /// <summary>The time the image was made, RFC 3339.</summary>
    public const string Created = "org.opencontainers.image.created";
}
