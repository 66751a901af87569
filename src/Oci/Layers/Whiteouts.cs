namespace Sharpbuild.Oci.Layers;

/// <summary>The names by which a layer removes entries of the layers below it.</summary>
/// <remarks>OCI image specification, layer.md, "Whiteouts".</remarks>
public static class Whiteouts
{
    /// <summary>What the name of a marker begins with.</summary>
    public const string Prefix = ".wh.";

    /// <summary>The marker in a directory that hides all that lower layers have there.</summary>
    public const string OpaqueName = ".wh..wh..opq";

    /// <summary>What the names begin with that AUFS kept for itself; they mean nothing today.</summary>
    public const string MetadataPrefix = ".wh..wh.";

    /// <summary>Whether any component of <paramref name="path"/> has the name of a marker.</summary>
    public static bool IsReserved(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal) || path.Contains("/" + Prefix, StringComparison.Ordinal);

    /// <summary>Whether an attribute belongs to overlayfs and so must neither enter nor leave a layer.</summary>
    public static bool IsOverlayXattr(string name) =>
        name.StartsWith("trusted.overlay.", StringComparison.Ordinal) || name.StartsWith("user.overlay.", StringComparison.Ordinal);
}
