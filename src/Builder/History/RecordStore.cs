using System.Globalization;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.History;

/// <summary>The records of builds: one file each, beside it a directory with the logs of its steps where there are any.</summary>
/// <remarks>Records are small and nothing depends on them, so they are not flushed to the disk one by one.</remarks>
/// <param name="state">The state directory.</param>
public sealed class RecordStore(StateDirectory state)
{
    private const string Suffix = ".json";
    private const string TimeForm = "yyyyMMdd-HHmmssfff";
    private const int SeriesDigits = 6;

    /// <summary>The length of a build's name.</summary>
    public const int IdLength = 18 + 1 + SeriesDigits;

    /// <summary>A name for a build that begins now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="identity">What builds of the same Dockerfile share.</param>
    public static string NewId(DateTimeOffset now, string identity) =>
        $"{now.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)}-{SeriesOf(identity)}";

    /// <summary>Takes a name for a build that begins now: of builds that share an identity and begin in the same millisecond, each gets another one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="identity">What builds of the same Dockerfile share.</param>
    public string TakeId(DateTimeOffset now, string identity)
    {
        for (; ; now = now.AddMilliseconds(1))
        {
            string id = NewId(now, identity);
            try
            {
                Create();
                new FileStream(TemporaryPathOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0).Dispose();
                if (!File.Exists(PathOf(id)))
                {
                    return id;
                }

                File.Delete(TemporaryPathOf(id));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (!File.Exists(TemporaryPathOf(id)) && !File.Exists(PathOf(id)))
                {
                    // Nothing can be written here, which is told when the record is.
                    return id;
                }
            }
        }
    }

    /// <summary>The last digits of the names of builds that share an identity.</summary>
    public static string SeriesOf(string identity) => CacheKey.Digest(identity)[..SeriesDigits];

    /// <summary>Whether a text has the form of a build's name.</summary>
    public static bool IsId(string text) =>
        text.Length == IdLength && text[8] == '-' && text[18] == '-'
        && text.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0
        && text.AsSpan(9, 9).IndexOfAnyExceptInRange('0', '9') < 0
        && !text.AsSpan(19).ContainsAnyExcept("0123456789abcdef");

    /// <summary>The names of all builds, newest first.</summary>
    public List<string> List()
    {
        List<string> ids = [];
        if (!Directory.Exists(state.Builds))
        {
            return ids;
        }

        foreach (string path in Directory.EnumerateFiles(state.Builds))
        {
            string name = Path.GetFileName(path);
            if (name.EndsWith(Suffix, StringComparison.Ordinal) && IsId(name[..^Suffix.Length]))
            {
                ids.Add(name[..^Suffix.Length]);
            }
        }

        ids.Sort(static (left, right) => string.CompareOrdinal(right, left));
        return ids;
    }

    /// <summary>Reads a record, or returns null where there is none or it is damaged.</summary>
    public BuildRecord? TryRead(string id)
    {
        try
        {
            return AtomicFile.TryRead(PathOf(id)) is { } json ? BuildRecordJson.Read(json, id) : null;
        }
        catch (InvalidContentException)
        {
            return null;
        }
    }

    /// <summary>The bytes of a record, or null where there is none.</summary>
    public byte[]? TryReadBytes(string id) => AtomicFile.TryRead(PathOf(id));

    /// <summary>Keeps a record; it appears whole or not at all.</summary>
    public void Write(BuildRecord record) => Write(record.Id, BuildRecordJson.Write(record));

    /// <summary>Keeps the bytes of a record.</summary>
    public void Write(string id, ReadOnlySpan<byte> json)
    {
        Create();
        string temporary = TemporaryPathOf(id);
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(json);
        }

        File.Move(temporary, PathOf(id), overwrite: true);
    }

    /// <summary>The file of a step's log, whether or not there is one.</summary>
    public string LogPath(string id, int step) => Path.Join(state.Builds, id, step.ToString(CultureInfo.InvariantCulture) + ".log");

    /// <summary>Begins the log of a step.</summary>
    /// <returns>A stream that the caller disposes.</returns>
    public FileStream CreateLog(string id, int step)
    {
        Create();
        string path = LogPath(id, step);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, StateDirectory.OwnerOnly);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 14);
    }

    /// <summary>Removes a build's record and logs.</summary>
    public void Remove(string id)
    {
        File.Delete(PathOf(id));
        using DirectoryHandle builds = DirectoryHandle.OpenHost(state.Builds);
        builds.RemoveTree(id);
    }

    /// <summary>Removes the oldest records beyond a number, and what killed builds left.</summary>
    /// <param name="limit">How many are kept.</param>
    public void Trim(int limit)
    {
        if (!Directory.Exists(state.Builds))
        {
            return;
        }

        string[] names = [.. Directory.EnumerateFileSystemEntries(state.Builds).Select(path => Path.GetFileName(path))];
        if (names.Length <= limit)
        {
            return;
        }

        Array.Sort(names, string.CompareOrdinal);
        int records = names.Count(name => name.EndsWith(Suffix, StringComparison.Ordinal));
        using DirectoryHandle builds = DirectoryHandle.OpenHost(state.Builds);
        foreach (string name in names)
        {
            if (records <= limit)
            {
                return;
            }

            records -= name.EndsWith(Suffix, StringComparison.Ordinal) ? 1 : 0;
            builds.RemoveTree(name);
        }
    }

    private string PathOf(string id) => Path.Join(state.Builds, id + Suffix);

    private string TemporaryPathOf(string id) => Path.Join(state.Builds, id + ".tmp");

    private void Create()
    {
        if (!Directory.Exists(state.Builds))
        {
            Directory.CreateDirectory(state.Builds, StateDirectory.OwnerOnly);
        }
    }
}
