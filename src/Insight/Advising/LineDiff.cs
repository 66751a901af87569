namespace Sharpbuild.Insight.Advising;

/// <summary>A line of a comparison.</summary>
/// <param name="Mark"><c>-</c> only before, <c>+</c> only after, a blank for both.</param>
/// <param name="Text">The line.</param>
internal readonly record struct DiffLine(char Mark, string Text);

/// <summary>Compares two lists of lines by their longest common subsequence.</summary>
internal static class LineDiff
{
    /// <summary>All lines, those that are removed before those that are added.</summary>
    public static List<DiffLine> Of(List<string> before, List<string> after)
    {
        int[,] common = Lengths(before, after);
        List<DiffLine> lines = [];
        (int old, int now) = (0, 0);
        while (old < before.Count || now < after.Count)
        {
            if (old < before.Count && now < after.Count && before[old] == after[now])
            {
                lines.Add(new DiffLine(' ', before[old]));
                (old, now) = (old + 1, now + 1);
            }
            else if (now == after.Count || (old < before.Count && common[old + 1, now] >= common[old, now + 1]))
            {
                lines.Add(new DiffLine('-', before[old++]));
            }
            else
            {
                lines.Add(new DiffLine('+', after[now++]));
            }
        }

        return lines;
    }

    private static int[,] Lengths(List<string> before, List<string> after)
    {
        int[,] common = new int[before.Count + 1, after.Count + 1];
        for (int old = before.Count - 1; old >= 0; old--)
        {
            for (int now = after.Count - 1; now >= 0; now--)
            {
                common[old, now] = before[old] == after[now] ? common[old + 1, now + 1] + 1 : Math.Max(common[old + 1, now], common[old, now + 1]);
            }
        }

        return common;
    }
}
