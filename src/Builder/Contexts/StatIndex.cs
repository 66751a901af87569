
using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>
/// The digests of a context's files by path, size, times, inode and mode, kept from build to build: as long as nothing of these changed,
/// a file is not opened.
/// </summary>
/// <remarks>
/// A file whose time is not clearly older than the moment at which the index began to be made could have been written again without
/// its times changing; it counts as unknown and is hashed again ("racy-clean" in git).
/// </remarks>
public sealed class StatIndex
{
    private readonly DirectoryHandle? _state;
    private readonly string _fileName;
    private readonly StatIndexFile _known;
    private readonly UnixTime _startedAt;
    private readonly Dictionary<string, StatRecord> _added = new(StringComparer.Ordinal);
    private readonly List<string> _touched = [];
    private bool _isChanged;

    private StatIndex(DirectoryHandle? state, string fileName, StatIndexFile known, UnixTime startedAt)
    {
        _state = state;
        _fileName = fileName;
        _known = known;
        _startedAt = startedAt;
    }

    /// <summary>Reads an index; one that is missing or damaged is empty.</summary>
    /// <param name="state">The directory that holds it; null for an index that is not kept. Stays with its owner.</param>
    /// <param name="fileName">The name of its file.</param>
    /// <param name="now">The time now.</param>
    public static StatIndex Load(DirectoryHandle? state, string fileName, UnixTime now)
    {
        byte[] content = [];
        if (state?.TryGetStatus(fileName) is { IsRegular: true } status)
        {
            using SafeFileHandle file = state.OpenFile(fileName);
            content = GC.AllocateUninitializedArray<byte>(checked((int)status.SizeInBytes));
            int count = RandomAccess.Read(file, content, 0);
            content = count == content.Length ? content : [];
        }

        return new StatIndex(state, fileName, StatIndexFile.Parse(content), now);
    }

    /// <summary>The details of a file that certainly did not change.</summary>
    public bool TryGet(string path, in FileStatus status, out FileDigest digest, out byte[] capability)
    {
        if (_added.TryGetValue(path, out StatRecord? added) && added.Describes(status))
        {
            (digest, capability) = (added.Digest, added.Capability);
            return true;
        }

        return _known.TryGet(path, status, out digest, out capability);
    }

    /// <summary>The files that were read again because their times changed, and had the content that the index knew.</summary>
    public IReadOnlyList<string> Touched => _touched;

    /// <summary>Takes up a file that was read.</summary>
    internal void Add(string path, in FileStatus status, FileDigest digest, byte[] capability)
    {
        if (_known.TryGetContent(path, out FileDigest before, out UnixTime modifiedAt) && before == digest && modifiedAt != status.ModifiedAt)
        {
            _touched.Add(path);
        }

        _added[path] = new StatRecord(status, digest, capability);
        _isChanged = true;
    }

    /// <summary>Writes the index if a file was taken up since it was read or written.</summary>
    public void Save()
    {
        if (!_isChanged || _state is null)
        {
            return;
        }

        byte[] content = _known.Merge(_added, _startedAt);
        string temporaryName = $"{_fileName}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (SafeFileHandle file = _state.CreateFile(temporaryName, 0x180))
            {
                RandomAccess.Write(file, content, 0);
            }

            _state.Rename(temporaryName, _fileName);
        }
        catch
        {
            _state.RemoveTree(temporaryName);
            throw;
        }

        _isChanged = false;
    }
}
