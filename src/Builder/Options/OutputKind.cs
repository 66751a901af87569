namespace Sharpbuild.Builder.Options;

/// <summary>The forms in which a result can be written, as in <c>-o type=…</c>.</summary>
public enum OutputKind
{
    /// <summary>The tool's own store, or a registry with <c>push=true</c>.</summary>
    Image,

    /// <summary>An OCI image layout, as a directory or a tar.</summary>
    Oci,

    /// <summary>The archive that <c>docker load</c> reads.</summary>
    Docker,

    /// <summary>The file tree as a tar.</summary>
    Tar,

    /// <summary>The file tree as a directory.</summary>
    Local,
}
