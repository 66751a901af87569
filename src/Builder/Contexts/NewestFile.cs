namespace Sharpbuild.Builder.Contexts;

/// <summary>Finds the newest file below a directory.</summary>
public static class NewestFile
{
    /// <summary>Its time in seconds since 1970, or null where there is no regular file with a time.</summary>
    /// <param name="hostPath">The directory; links are not followed.</param>
    public static long? TimeIn(string hostPath)
    {
        EnumerationOptions regular = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device };
        long newest = 0;
        foreach (FileInfo file in new DirectoryInfo(hostPath).EnumerateFiles("*", regular))
        {
            newest = Math.Max(newest, new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds());
        }

        return newest > 0 ? newest : null;
    }
}
