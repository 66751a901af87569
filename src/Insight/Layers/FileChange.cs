namespace Sharpbuild.Insight.Layers;

/// <summary>What a layer does to a path.</summary>
public enum FileChange
{
    /// <summary>No lower layer shows it.</summary>
    Added,

    /// <summary>A lower layer shows it, and this one has another.</summary>
    Changed,

    /// <summary>A lower layer shows it, and this one takes it away.</summary>
    Removed,
}
