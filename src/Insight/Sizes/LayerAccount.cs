namespace Sharpbuild.Insight.Sizes;

/// <summary>The bytes of file content that a layer moves.</summary>
internal sealed class LayerAccount
{
    /// <summary>Bytes of files at paths that had none.</summary>
    public long Added { get; set; }

    /// <summary>Bytes of files at paths that had one.</summary>
    public long Changed { get; set; }

    /// <summary>Bytes of lower layers that it hides without putting a file in their place.</summary>
    public long Deleted { get; set; }

    /// <summary>All of these bytes.</summary>
    public long Moved => Added + Changed + Deleted;

    /// <summary>How many files with content of their own it has.</summary>
    public int Files { get; set; }
}
