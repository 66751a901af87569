using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>Writes a <see cref="Diagnostic"/> with its source line and a caret line below it.</summary>
public static class DiagnosticRenderer
{
    private const int LongestLine = 200;
    private const int ShownBefore = 60;
    private const int LongestMessage = 1000;
    private const char Cut = '…';

    /// <summary>Renders one diagnostic; lines end in LF, the last one has no ending. Of a long line the part around the place is shown.</summary>
    public static string Render(SourceText source, Diagnostic diagnostic)
    {
        LinePosition start = source.GetLinePosition(diagnostic.Span.Start);
        ReadOnlySpan<char> line = Excerpt(source.GetLine(start.Line), start.Column - 1, out int column);
        string number = $"{start.Line}";
        string margin = new(' ', number.Length);
        string severity = diagnostic.Severity == Severity.Error ? "error" : "warning";

        StringBuilder output = new();
        output.Append($"{source.FileName}:{start.Line}:{start.Column}: {severity} {diagnostic.Code}: {Shortened(diagnostic.Message)}");
        output.Append('\n').Append(' ').Append(number).Append(" | ").Append(line);
        output.Append('\n').Append(' ').Append(margin).Append(" | ");
        AppendCarets(output, line, column, diagnostic.Span.Length);
        if (diagnostic.Help is not null)
        {
            output.Append('\n').Append(' ').Append(margin).Append(" = help: ").Append(Shortened(diagnostic.Help));
        }

        return output.ToString();
    }

    private static string Shortened(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage] + Cut;

    private static ReadOnlySpan<char> Excerpt(ReadOnlySpan<char> line, int column, out int columnInExcerpt)
    {
        columnInExcerpt = column;
        if (line.Length <= LongestLine)
        {
            return line;
        }

        int first = Math.Clamp(column - ShownBefore, 0, line.Length - LongestLine);
        int end = first + LongestLine;
        columnInExcerpt = column - first + (first > 0 ? 1 : 0);
        return $"{(first > 0 ? $"{Cut}" : "")}{line[first..end]}{(end < line.Length ? $"{Cut}" : "")}";
    }

    private static void AppendCarets(StringBuilder output, ReadOnlySpan<char> line, int column, int length)
    {
        foreach (char c in line[..Math.Min(column, line.Length)])
        {
            output.Append(c == '\t' ? '\t' : ' ');
        }

        output.Append('^', Math.Clamp(length, 1, Math.Max(1, line.Length - column)));
    }
}
