namespace Sharpbuild.Dockerfiles;

/// <summary>The text of a file with its name and a table of its lines.</summary>
/// <param name="fileName">The name that messages show.</param>
/// <param name="text">The whole text; a byte order mark and CR LF may be in it.</param>
public sealed class SourceText(string fileName, string text)
{
    private readonly int[] _lineStarts = FindLineStarts(text);

    /// <summary>The name that messages show.</summary>
    public string FileName { get; } = fileName;

    /// <summary>The whole text as it was read.</summary>
    public string Text { get; } = text;

    /// <summary>Number of lines; a final line feed does not begin another line.</summary>
    public int LineCount => _lineStarts.Length;

    /// <summary>Turns an offset into line and column, both from 1.</summary>
    public LinePosition GetLinePosition(int offset)
    {
        int clamped = Math.Clamp(offset, 0, Text.Length);
        int index = Array.BinarySearch(_lineStarts, clamped);
        int line = index >= 0 ? index : ~index - 1;
        return new LinePosition(line + 1, clamped - _lineStarts[line] + 1);
    }

    /// <summary>Offset of the first character of a line.</summary>
    /// <param name="line">Line number, from 1.</param>
    public int GetLineStart(int line) => _lineStarts[line - 1];

    /// <summary>The characters of a line without its line ending.</summary>
    /// <param name="line">Line number, from 1.</param>
    public ReadOnlySpan<char> GetLine(int line) => GetLineWithEnding(line).TrimEnd("\r\n");

    internal ReadOnlySpan<char> GetLineWithEnding(int line)
    {
        int end = line < _lineStarts.Length ? _lineStarts[line] : Text.Length;
        return Text.AsSpan(_lineStarts[line - 1]..end);
    }

    private static int[] FindLineStarts(string text)
    {
        // Counted first: a list that grows would hold a long table several times.
        int[] starts = new int[text.AsSpan(0, Math.Max(0, text.Length - 1)).Count('\n') + 1];
        for (int line = 1; line < starts.Length; line++)
        {
            starts[line] = text.IndexOf('\n', starts[line - 1]) + 1;
        }

        return starts;
    }
}
