namespace Sharpbuild.Insight.Sizes;

/// <summary>The content of a regular file in a layer; hard links share it.</summary>
/// <param name="layer">The layer that holds it, from 0.</param>
/// <param name="path">The first path that it has there.</param>
/// <param name="sizeInBytes">Its size.</param>
internal sealed class FileBody(int layer, string path, long sizeInBytes)
{
    /// <summary>The layer that holds it, from 0.</summary>
    public int Layer => layer;

    /// <summary>The first path that it has there.</summary>
    public string Path => path;

    /// <summary>Its size.</summary>
    public long SizeInBytes => sizeInBytes;

    /// <summary>How many paths show it.</summary>
    public int Names { get; set; } = 1;

    /// <summary>The layer that took its last path, from 0; null while it is seen.</summary>
    public int? HiddenBy { get; set; }

    /// <summary>What took its place at the same path, or null where it was deleted.</summary>
    public FileBody? ReplacedBy { get; set; }

    /// <summary>A digest of the content; null where nobody needed it.</summary>
    public UInt128? Digest { get; set; }
}
