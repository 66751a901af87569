namespace Sharpbuild.Builder.Contexts;

/// <summary>How the regular files below a directory are found.</summary>
public static class RegularFiles
{
    /// <summary>Links are not followed, so that neither a loop nor what lies outside is walked; a directory that can't be read counts as empty.</summary>
    public static EnumerationOptions Below { get; } = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device };
}
