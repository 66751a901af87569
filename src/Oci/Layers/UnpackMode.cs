namespace Sharpbuild.Oci.Layers;

/// <summary>What an archive is unpacked for.</summary>
public enum UnpackMode
{
    /// <summary>A layer becomes a lower directory of overlayfs: its markers become character devices 0/0 and opaque directories.</summary>
    OverlayLower,

    /// <summary>A layer goes into the tree of the layers below it, from which what its markers name is gone already.</summary>
    MergedTree,

    /// <summary>An archive becomes a plain tree; names of markers are an error.</summary>
    PlainTree,

    /// <summary>An archive becomes a plain tree; names of markers mean nothing and are kept.</summary>
    LiteralTree,
}
