namespace Sharpbuild.Builder.Pruning;

/// <summary>The kinds of things that take room, with buildx' names where it has one.</summary>
public static class StoreEntryType
{
    /// <summary>A layer or document of an image or of the cache.</summary>
    public const string Regular = "regular";

    /// <summary>An unpacked layer.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>The directory of a cache mount.</summary>
    public const string CacheMount = "exec.cachemount";

    /// <summary>The digests of a context's files.</summary>
    public const string LocalSource = "source.local";

    /// <summary>A file that ADD fetched.</summary>
    public const string HttpSource = "source.http";

    /// <summary>A repository that ADD fetched.</summary>
    public const string GitSource = "source.git.checkout";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Regular, Snapshot, CacheMount, LocalSource, HttpSource, GitSource];
}
