using System.Text;

namespace Sharpbuild.Cli.Output;

/// <summary>Text of strangers made safe to print.</summary>
internal static class Terminal
{
    private const char ControlPictures = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char Unknown = '\ufffd';

    /// <summary>Shows control characters, tab excepted, and changes of the direction of writing as <c>\xNN</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u007f', '\u009f') && !text.AsSpan().ContainsAnyInRange('\0', '\b') && !text.AsSpan().ContainsAnyInRange('\n', '\u001f')
            && !text.AsSpan().ContainsAnyInRange('\u2028', '\u202e') && !text.AsSpan().ContainsAnyInRange('\u2066', '\u2069'))
        {
            return text;
        }

        StringBuilder safe = new(text.Length + 8);
        foreach (char character in text)
        {
            if (Picture(character) == character)
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

    /// <summary>As <see cref="Escape"/> for a text of several lines, which stay apart.</summary>
    public static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(Escape));

    /// <summary>A text of several lines made into one, blanks around line ends folded.</summary>
    public static string OneLine(string text) =>
        Escape(string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Shows what a terminal would obey as pictures of the same width, so that carets below stay in place; line feeds and tabs remain.</summary>
    public static string Pictures(string text) => string.Create(text.Length, text, static (shown, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            shown[i] = source[i] == '\n' ? '\n' : Picture(source[i]);
        }
    });

    /// <remarks>Unicode, "Control Pictures" (U+2400); Unicode Standard Annex 9, 2, for the characters that change the direction of writing.</remarks>
    private static char Picture(char character) => character switch
    {
        '\t' => character,
        < ' ' => (char)(ControlPictures + character),
        '\u007f' => DeletePicture,
        >= '\u0080' and <= '\u009f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029' => Unknown,
        _ => character,
    };
}
