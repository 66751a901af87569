using System.Globalization;
using System.Text;

namespace Sharpbuild.Insight.Advising;

/// <summary>The difference of two small texts as a patch that <c>patch -p1</c> and <c>git apply</c> take.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The patch; empty where the texts are equal.</summary>
    /// <param name="path">The file's path, with slashes.</param>
    /// <param name="before">Its text; empty for a file that is new.</param>
    /// <param name="after">Its text after the change.</param>
    public static string Of(string path, string before, string after)
    {
        if (before == after)
        {
            return "";
        }

        List<DiffLine> lines = LineDiff.Of(Split(before), Split(after));
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"--- {(before.Length == 0 ? "/dev/null" : "a/" + path)}\n+++ b/{path}\n");
        int index = 0;
        while (NextChange(lines, index) is >= 0 and int change)
        {
            int start = Math.Max(index, change - Context);
            int end = EndOfHunk(lines, change);
            AppendHunk(text, lines, start, end);
            index = end;
        }

        return text.ToString();
    }

    /// <summary>The lines; the last one says so where no line end follows it.</summary>
    private static List<string> Split(string text)
    {
        List<string> lines = [.. text.Split('\n')];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }
        else
        {
            lines[^1] += "\n\\ No newline at end of file";
        }

        return lines;
    }

    private static int NextChange(List<DiffLine> lines, int from) => lines.FindIndex(from, line => line.Mark != ' ');

    /// <summary>The end of the lines to show: changes with fewer than two contexts between them share a hunk.</summary>
    private static int EndOfHunk(List<DiffLine> lines, int change)
    {
        int last = change;
        int next = change;
        while (next >= 0 && next - last <= Context * 2)
        {
            last = next;
            next = NextChange(lines, next + 1);
        }

        return Math.Min(lines.Count, last + 1 + Context);
    }

    private static void AppendHunk(StringBuilder text, List<DiffLine> lines, int start, int end)
    {
        int before = Count(lines, 0, start, '+');
        int after = Count(lines, 0, start, '-');
        int removed = Count(lines, start, end, '+');
        int added = Count(lines, start, end, '-');
        text.Append(CultureInfo.InvariantCulture, $"@@ -{(removed == 0 ? before : before + 1)},{removed} +{(added == 0 ? after : after + 1)},{added} @@\n");
        foreach (DiffLine line in lines[start..end])
        {
            text.Append(line.Mark).Append(line.Text).Append('\n');
        }
    }

    /// <summary>How many lines do not have a mark.</summary>
    private static int Count(List<DiffLine> lines, int start, int end, char mark)
    {
        int count = 0;
        for (int index = start; index < end; index++)
        {
            count += lines[index].Mark == mark ? 0 : 1;
        }

        return count;
    }
}
