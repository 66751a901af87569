using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layers;

/// <summary>
/// The directories that are open while an archive is unpacked: from the root to where the last entry went, so that entries in archive order
/// need no look-up. Links are resolved here, below the root, and never by the kernel.
/// </summary>
/// <param name="root">The root; stays open.</param>
/// <param name="onMissing">Makes a directory that is missing, or tells where a lower layer's link leads.</param>
internal sealed class UnpackTree(DirectoryHandle root, UnpackTree.MissingDirectory? onMissing) : IDisposable
{
    private const int MostLinks = 40;

    private readonly Stack<Level> _levels = new();
    private readonly Dictionary<string, UnixTime> _times = new(StringComparer.Ordinal);
    private string? _lastAsked;

    /// <summary>Handles a directory that cannot be entered: missing, or something else.</summary>
    /// <param name="parent">Where it should be.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its path.</param>
    /// <returns>The target of the link that stands in its place, or null after the directory was made.</returns>
    public delegate string? MissingDirectory(DirectoryHandle parent, string name, string path);

    private readonly record struct Level(string Path, DirectoryHandle Handle);

    /// <summary>The resolved path of the directory entered last.</summary>
    public string Path => _levels.Count == 0 ? "" : _levels.Peek().Path;

    private DirectoryHandle Current => _levels.Count == 0 ? root : _levels.Peek().Handle;

    /// <summary>Opens a directory, with all above it.</summary>
    /// <param name="path">The path, with links in it perhaps.</param>
    /// <returns>The handle, valid until the next call; null where it is missing and nothing makes it.</returns>
    public DirectoryHandle? Enter(string path)
    {
        if (path == _lastAsked)
        {
            return Current;
        }

        string wanted = path;
        for (int links = 0; links <= MostLinks; links++)
        {
            Leave(wanted);
            if (Descend(ref wanted) is { } isThere)
            {
                _lastAsked = isThere ? path : null;
                return isThere ? Current : null;
            }
        }

        throw new InvalidContentException($"\"{path}\" leads through too many symbolic links");
    }

    /// <summary>Remembers the time that a directory shall have when all is unpacked.</summary>
    public void SetTime(string path, UnixTime time) => _times[path] = time;

    /// <summary>Forgets everything at and below a path that is about to be removed.</summary>
    public void Forget(string path)
    {
        Leave(EntryPath.ParentOf(path));
        _lastAsked = null;
        string below = path + "/";
        foreach (string known in _times.Keys.Where(known => known == path || known.StartsWith(below, StringComparison.Ordinal)).ToList())
        {
            _times.Remove(known);
        }
    }

    /// <summary>Closes all directories and sets the times of those that have one.</summary>
    public void Finish()
    {
        LeaveAll();
        if (_times.TryGetValue("", out UnixTime time))
        {
            root.Handle.SetTimes(time, root.Name);
        }
    }

    /// <summary>Closes all directories.</summary>
    public void Dispose()
    {
        while (_levels.TryPop(out Level level))
        {
            level.Handle.Dispose();
        }
    }

    /// <summary>Goes down from the present level; on a link, replaces <paramref name="wanted"/> by where it leads and returns null.</summary>
    private bool? Descend(ref string wanted)
    {
        int start = Path.Length == 0 ? 0 : Path.Length + 1;
        while (start < wanted.Length)
        {
            int end = wanted.IndexOf('/', start);
            end = end < 0 ? wanted.Length : end;
            string name = wanted[start..end];
            string path = end == wanted.Length ? wanted : wanted[..end];
            DirectoryHandle parent = Current;
            if (parent.TryOpenChild(name) is not { } child)
            {
                string? link = LinkAt(parent, name);
                if (link is null && onMissing is null)
                {
                    return false;
                }

                link ??= onMissing?.Invoke(parent, name, path);
                if (link is not null)
                {
                    wanted = Follow(wanted, start, end, link);
                    return null;
                }

                child = parent.OpenChild(name);
            }

            _levels.Push(new Level(path, child));
            start = end + 1;
        }

        return true;
    }

    private static string? LinkAt(DirectoryHandle parent, string name) =>
        parent.TryGetChildStatus(name) is { IsSymbolicLink: true } ? parent.ReadChildLink(name) : null;

    private static string Follow(string path, int start, int end, string target)
    {
        string followed = target.StartsWith('/') ? target : $"{path[..start]}{target}";
        followed += path[end..];
        return EntryPath.TryClean(followed, out string clean)
            ? clean
            : throw new InvalidContentException($"\"{path}\" leads out of its root by the symbolic link \"{path[..end]}\" to \"{target}\"");
    }

    private void Leave(string wanted)
    {
        while (_levels.TryPeek(out Level level) && !IsAtOrAbove(level.Path, wanted))
        {
            Pop();
        }
    }

    private void LeaveAll()
    {
        while (_levels.Count > 0)
        {
            Pop();
        }

        _lastAsked = null;
    }

    private void Pop()
    {
        Level level = _levels.Pop();
        using DirectoryHandle handle = level.Handle;
        if (_times.TryGetValue(level.Path, out UnixTime time))
        {
            handle.Handle.SetTimes(time, level.Path);
        }
    }

    private static bool IsAtOrAbove(string directory, string path) =>
        path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] == '/');
}
