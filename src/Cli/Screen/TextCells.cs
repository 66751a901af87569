using System.Globalization;
using System.Text;

namespace Sharpbuild.Cli.Screen;

/// <summary>How many character cells of a terminal a text takes.</summary>
/// <remarks>Wide characters are those of Unicode Standard Annex 11 (W and F) that build output is likely to hold.</remarks>
internal static class TextCells
{
    /// <summary>First and last code points of the wide blocks, in order.</summary>
    private static readonly int[] WideRanges =
    [
        0x1100, 0x115F, 0x231A, 0x231B, 0x23E9, 0x23EC, 0x2614, 0x2615, 0x26A1, 0x26A1, 0x2705, 0x2705, 0x274C, 0x274C, 0x2728, 0x2728,
        0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3,
        0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x20000, 0x3FFFD,
    ];

    /// <summary>The cells that a text without control characters takes.</summary>
    public static int Width(string text)
    {
        int cells = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            cells += Width(rune);
        }

        return cells;
    }

    /// <summary>The longest beginning of a text that fits into <paramref name="cells"/>; a text that is cut ends with <c>…</c>.</summary>
    public static string Cut(string text, int cells)
    {
        if (Width(text) <= cells)
        {
            return text;
        }

        int used = 0;
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += Width(rune);
            if (used > cells - 1)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return cells < 1 ? "" : string.Concat(text.AsSpan(0, length), "…");
    }

    private static int Width(Rune rune)
    {
        if (rune.Value < 0x300)
        {
            return 1;
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        return IsWide(rune.Value) ? 2 : 1;
    }

    private static bool IsWide(int codePoint)
    {
        for (int i = 0; i < WideRanges.Length && codePoint >= WideRanges[i]; i += 2)
        {
            if (codePoint <= WideRanges[i + 1])
            {
                return true;
            }
        }

        return false;
    }
}
