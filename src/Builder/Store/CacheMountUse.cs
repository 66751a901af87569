namespace Sharpbuild.Builder.Store;

/// <summary>Marks when the directory of a cache mount was last used, for who removes the least recently used first.</summary>
public static class CacheMountUse
{
    /// <summary>The name of the mark beside the mount's data.</summary>
    public const string FileName = "used";

    /// <summary>Marks a use now.</summary>
    /// <param name="hostPath">The directory of the mount.</param>
    public static void Mark(string hostPath)
    {
        using FileStream mark = new(Path.Join(hostPath, FileName), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }
}
