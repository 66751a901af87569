namespace Sharpbuild.Oci.Json;

/// <summary>How large documents may be that others wrote.</summary>
public static class DocumentLimits
{
    /// <summary>The most bytes of a manifest or an index: 4 MiB.</summary>
    public const int Manifest = 4 * 1024 * 1024;

    /// <summary>The most bytes of an image config: 8 MiB.</summary>
    public const int Config = 8 * 1024 * 1024;

    /// <summary>The most layers of an image.</summary>
    public const int Layers = 1000;
}
