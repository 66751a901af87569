using System.Collections.Concurrent;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Digests of files that nothing writes to any more, such as those of a finished stage, for the time of one build.</summary>
public sealed class DigestMemo
{
    private readonly ConcurrentDictionary<Key, FileDigest> _digests = new();

    /// <summary>The digest of a file seen before.</summary>
    public bool TryGet(in FileStatus status, out FileDigest digest) => _digests.TryGetValue(KeyOf(status), out digest);

    /// <summary>Remembers a digest.</summary>
    public void Add(in FileStatus status, FileDigest digest) => _digests[KeyOf(status)] = digest;

    private static Key KeyOf(in FileStatus status) =>
        new(status.FileSystem, status.Inode, status.SizeInBytes, status.ModifiedAt, status.ChangedAt);

    private readonly record struct Key(DeviceNumber FileSystem, ulong Inode, long SizeInBytes, UnixTime ModifiedAt, UnixTime ChangedAt);
}
