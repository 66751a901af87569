using Sharpbuild.Builder.Copying;

namespace Sharpbuild.Insight.Explaining;

/// <summary>Recognises that a checkout was made under another umask: many modes differ by the same bits, and nothing else does.</summary>
internal static class Umask
{
    private const int WriteAndGroupBits = 0x3F;

    /// <summary>The one cause of all differences, or null where they are no umask's.</summary>
    public static Cause? Find(List<FileDifference> differences)
    {
        if (differences.Count == 0 || differences.Exists(difference => !difference.IsOtherMode || difference.IsOtherContent || difference.IsOtherKind || difference.IsOtherOwner))
        {
            return null;
        }

        int lost = 0;
        int gained = 0;
        foreach (FileDifference difference in differences)
        {
            lost |= difference.Was!.Value.Mode & ~difference.Now!.Value.Mode;
            gained |= difference.Now!.Value.Mode & ~difference.Was!.Value.Mode;
        }

        bool isUmask = differences.Count > 1 && (lost == 0) != (gained == 0) && ((lost | gained) & ~WriteAndGroupBits) == 0;
        FileDifference first = differences[0];
        string before = FileDifference.Octal(first.Was!.Value.Mode);
        string after = FileDifference.Octal(first.Now!.Value.Mode);
        return isUmask
            ? new Cause(
                CauseKind.FileMode,
                first.Path,
                before,
                after,
                $"the modes of {differences.Count} files {(gained == 0 ? "lost" : "gained")} the bits {FileDifference.Octal(lost | gained)}, as under another umask: {first.Path} mode {before} → {after}",
                "--context-modes=git takes 0644 and 0755 whatever the umask was")
            : null;
    }
}
