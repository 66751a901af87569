using Sharpbuild.Linux.Files;

namespace Sharpbuild.Insight.Advising;

/// <summary>A copy of a context that is changed from build to build.</summary>
internal sealed class ContextCopy
{
    private ContextCopy(string hostPath) => HostPath = hostPath;

    /// <summary>The copy's host path.</summary>
    public string HostPath { get; }

    /// <summary>Copies a directory with its modes and links; sockets and devices are left out.</summary>
    public static ContextCopy Make(string source, string target)
    {
        CopyDirectory(new DirectoryInfo(source), target);
        return new ContextCopy(target);
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
            string hostPath = Path.Join(HostPath, path);
            if (Directory.Exists(hostPath) || new FileInfo(hostPath).LinkTarget is not null)
            {
                continue;
            }

            if (!files.TryGetValue(path, out PastFile? file))
            {
                Remove(hostPath);
            }
            else if (past.TryRead(file) is { } content)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(hostPath)!);
                File.WriteAllBytes(hostPath, content);
                File.SetUnixFileMode(hostPath, (UnixFileMode)(file.Entry.Mode & 0xFFF));
            }
            else if (mayImitate && file.Entry.Kind == FileKind.Regular)
            {
                imitated++;
                Directory.CreateDirectory(Path.GetDirectoryName(hostPath)!);
                File.AppendAllText(hostPath, "\n");
            }
        }

        return imitated;
    }

    private static void Remove(string hostPath)
    {
        if (File.Exists(hostPath))
        {
            File.Delete(hostPath);
        }
    }

    private static void CopyDirectory(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target, source.UnixFileMode);
        foreach (FileSystemInfo entry in source.EnumerateFileSystemInfos())
        {
            string copy = Path.Join(target, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(copy, link);
            }
            else if (entry is DirectoryInfo directory)
            {
                CopyDirectory(directory, copy);
            }
            else if ((entry.Attributes & FileAttributes.Device) == 0)
            {
                File.Copy(entry.FullName, copy);
            }
        }
    }
}
