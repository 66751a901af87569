using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Insight.Advising;

/// <summary>A copy of a context that is changed from build to build. Nothing outside of it is touched, wherever links in it lead.</summary>
internal sealed class ContextCopy : IDisposable
{
    private readonly DirectoryHandle _root;

    private ContextCopy(string hostPath)
    {
        HostPath = hostPath;
        _root = DirectoryHandle.OpenHost(hostPath);
    }

    /// <summary>The copy's host path.</summary>
    public string HostPath { get; }

    /// <summary>Copies a directory with its modes, times and links; sockets, pipes and devices are left out.</summary>
    /// <param name="source">The directory.</param>
    /// <param name="target">The host path of the copy; nothing is there yet.</param>
    /// <param name="leftOut">A directory that is left out where it lies in the source, as it holds the copy.</param>
    public static ContextCopy Make(string source, string target, string leftOut)
    {
        Directory.CreateDirectory(target);
        ContextCopy copy = new(target);
        using DirectoryHandle from = DirectoryHandle.OpenHost(source);
        using DirectoryHandle except = DirectoryHandle.OpenHost(leftOut);
        CopyChildren(from, copy._root, except.GetStatus(""));
        return copy;
    }

    /// <summary>Makes files what they were in a past build; one whose content is gone is changed so that it means the same: a blank line more.</summary>
    /// <param name="paths">The files, below the context.</param>
    /// <param name="files">The files of that build.</param>
    /// <param name="past">Gives their contents.</param>
    /// <param name="mayImitate">Whether files whose content is gone are changed at all.</param>
    /// <returns>How many files could only be imitated.</returns>
    public int Restore(IEnumerable<string> paths, IReadOnlyDictionary<string, PastFile> files, PastContents past, bool mayImitate)
    {
        int imitated = 0;
        foreach (string path in paths)
        {
            FileStatus? status = _root.TryGetStatus(path);
            if (status is { IsRegular: false })
            {
                continue;
            }

            if (!files.TryGetValue(path, out PastFile? file))
            {
                _root.RemoveTree(path);
            }
            else if (past.TryRead(file) is { } content)
            {
                Write(path, content, file.Entry.Mode & 0xFFF);
            }
            else if (mayImitate && file.Entry.Kind == FileKind.Regular)
            {
                imitated++;
                Write(path, [.. status is null ? [] : Read(path, status.Value), (byte)'\n'], status?.Mode ?? 0x1A4);
            }
        }

        return imitated;
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private byte[] Read(string path, in FileStatus status)
    {
        using SafeFileHandle file = _root.OpenFile(path);
        byte[] content = new byte[status.SizeInBytes];
        int length = 0;
        int count;
        while (length < content.Length && (count = file.ReadAt(content.AsSpan(length), length, path)) > 0)
        {
            length += count;
        }

        return content[..length];
    }

    private void Write(string path, byte[] content, int mode)
    {
        _root.EnsureDirectory(Path.GetDirectoryName(path) ?? "", 0x1ED);
        _root.RemoveTree(path);
        using SafeFileHandle file = _root.CreateFile(path, 0x180);
        file.WriteAt(content, 0, path);
        file.SetMode(mode, path);
    }

    private static void CopyChildren(DirectoryHandle source, DirectoryHandle target, FileStatus leftOut)
    {
        foreach (DirectoryEntry entry in source.ReadEntries())
        {
            FileStatus status = source.GetChildStatus(entry.Name);
            if (status.IsSymbolicLink)
            {
                target.TryCreateChildSymbolicLink(entry.Name, source.ReadChildLink(entry.Name));
            }
            else if (status.IsRegular)
            {
                CopyFile(source, entry.Name, status, target);
            }
            else if (status.IsDirectory && (status.FileSystem, status.Inode) != (leftOut.FileSystem, leftOut.Inode))
            {
                target.TryCreateChildDirectory(entry.Name, 0x1C0);
                using DirectoryHandle from = source.OpenChild(entry.Name);
                using DirectoryHandle to = target.OpenChild(entry.Name);
                CopyChildren(from, to, leftOut);
                to.SetMode("", status.Mode);
                to.SetTimes("", status.ModifiedAt);
            }
        }
    }

    private static void CopyFile(DirectoryHandle source, string name, in FileStatus status, DirectoryHandle target)
    {
        using SafeFileHandle from = source.OpenChildFile(name);
        using SafeFileHandle to = target.TryCreateChildFile(name, 0x180) ?? throw new IOException($"{name} appeared while the context was copied");
        from.CopyTo(to, status.SizeInBytes, name);
        to.SetMode(status.Mode, name);
        to.SetTimes(status.ModifiedAt, name);
    }
}
