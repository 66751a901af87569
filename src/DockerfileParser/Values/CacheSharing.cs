namespace Sharpbuild.Dockerfiles;

/// <summary>What happens when two steps want the same cache mount.</summary>
public enum CacheSharing
{
    /// <summary>Both use it at once.</summary>
    Shared,

    /// <summary>The second one gets another.</summary>
    Private,

    /// <summary>The second one waits.</summary>
    Locked,
}
