using System.Globalization;

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

    /// <summary>Changes files so that their content is another and means the same: a blank line more, or a new file where there is none.</summary>
    /// <param name="paths">The files, below the context.</param>
    /// <param name="number">The number of the build, from 1.</param>
    public void Change(IEnumerable<string> paths, int number)
    {
        foreach (string path in paths)
        {
            string hostPath = Path.Join(HostPath, path);
            if (Directory.Exists(hostPath) || new FileInfo(hostPath).LinkTarget is not null)
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(hostPath)!);
            File.AppendAllText(hostPath, File.Exists(hostPath) ? "\n" : string.Create(CultureInfo.InvariantCulture, $"{number}\n"));
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
