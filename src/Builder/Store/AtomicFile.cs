namespace Sharpbuild.Builder.Store;

/// <summary>Files that appear whole or not at all: written under a temporary name and renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="content"/> to <paramref name="hostPath"/>; an existing file is replaced.</summary>
    /// <param name="hostPath">The final path; its directory must exist.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="workDirectory">A directory of the same file system for the temporary name.</param>
    public static void Write(string hostPath, ReadOnlySpan<byte> content, string workDirectory)
    {
        string temporary = Path.Join(workDirectory, Path.GetRandomFileName());
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(content);
            }

            File.Move(temporary, hostPath, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a file, or returns null where there is none.</summary>
    public static byte[]? TryRead(string hostPath)
    {
        try
        {
            return File.ReadAllBytes(hostPath);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
