using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Makes checked-out files independent of who checked them out, and when.</summary>
internal static class CheckoutTree
{
    private const string GitDirectory = ".git";
    private const int PlainMode = 0x1A4;
    private const int ExecutableMode = 0x1ED;
    private const int AnyExecute = 0x49;

    /// <summary>Sets modes to 0644 or 0755 and times to one; removes <c>.git</c> unless it stays.</summary>
    public static void Normalize(DirectoryHandle directory, bool keepsGitDirectory, UnixTime time)
    {
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            if (entry.Name == GitDirectory && !keepsGitDirectory)
            {
                directory.RemoveTree(entry.Name);
                continue;
            }

            FileStatus status = directory.GetChildStatus(entry.Name);
            if (status.IsDirectory)
            {
                directory.SetMode(entry.Name, ExecutableMode);
                using DirectoryHandle child = directory.OpenChild(entry.Name);
                Normalize(child, keepsGitDirectory, time);
            }
            else if (status.IsRegular)
            {
                directory.SetMode(entry.Name, (status.Mode & AnyExecute) != 0 ? ExecutableMode : PlainMode);
            }

            directory.SetTimes(entry.Name, time);
        }
    }
}
