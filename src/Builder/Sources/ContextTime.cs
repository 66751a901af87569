using System.IO.Enumeration;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Options;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Builder.Sources;

/// <summary>Finds the time of a context: that of its newest file, if nothing else is known.</summary>
public static class ContextTime
{
    /// <summary>The time of the newest file below a directory in seconds since 1970, or null where there is no regular file with a time.</summary>
    /// <param name="hostPath">The directory; links are not followed.</param>
    /// <param name="ignored">The files that do not count.</param>
    public static long? NewestIn(string hostPath, IgnorePatterns ignored)
    {
        FileSystemEnumerable<long> times = new(hostPath, static (ref entry) => entry.LastWriteTimeUtc.ToUnixTimeSeconds(), RegularFiles.Below)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && (ignored.IsEmpty || !ignored.IsIgnored(PathOf(entry))),
            ShouldRecursePredicate = (ref entry) => ignored.IsEmpty || !ignored.CanPruneDirectory(PathOf(entry)),
        };
        long newest = times.Aggregate(0L, Math.Max);
        return newest > 0 ? newest : null;
    }

    /// <summary>The time of a context that was fetched: of the commit, of the server, or of the newest file.</summary>
    /// <param name="origin">Where it came from.</param>
    /// <param name="hostPath">Where it lies.</param>
    public static long? Of(ContextOrigin origin, string hostPath) => origin.ChangedAt ?? origin.ServedAt ?? NewestIn(hostPath, IgnorePatterns.None);

    private static string PathOf(in FileSystemEntry entry) => Path.Join(entry.Directory[entry.RootDirectory.Length..].TrimStart('/'), entry.FileName);
}
