using System.Text;

namespace Sharpbuild.Cli.Output;

/// <summary>Text of strangers made safe to print.</summary>
internal static class Terminal
{
    /// <summary>Shows control characters, tab excepted, as <c>\xNN</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u007f', '\u009f') && !text.AsSpan().ContainsAnyInRange('\0', '\b') && !text.AsSpan().ContainsAnyInRange('\n', '\u001f'))
        {
            return text;
        }

        StringBuilder safe = new(text.Length + 8);
        foreach (char character in text)
        {
            if (character == '\t' || !char.IsControl(character))
            {
                safe.Append(character);
            }
            else
            {
                safe.Append("\\x").Append(((int)character).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return safe.ToString();
    }

    /// <summary>A text of several lines made into one, blanks around line ends folded.</summary>
    public static string OneLine(string text) =>
        Escape(string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
}
