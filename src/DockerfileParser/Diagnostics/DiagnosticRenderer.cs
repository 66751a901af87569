using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>Writes a <see cref="Diagnostic"/> with its source line and a caret line below it.</summary>
public static class DiagnosticRenderer
{
    /// <summary>Renders one diagnostic; lines end in LF, the last one has no ending.</summary>
    public static string Render(SourceText source, Diagnostic diagnostic)
    {
        LinePosition start = source.GetLinePosition(diagnostic.Span.Start);
        ReadOnlySpan<char> line = source.GetLine(start.Line);
        string number = $"{start.Line}";
        string margin = new(' ', number.Length);
        string severity = diagnostic.Severity == Severity.Error ? "error" : "warning";

        StringBuilder output = new();
        output.Append($"{source.FileName}:{start.Line}:{start.Column}: {severity} {diagnostic.Code}: {diagnostic.Message}");
        output.Append('\n').Append(' ').Append(number).Append(" | ").Append(line);
        output.Append('\n').Append(' ').Append(margin).Append(" | ");
        AppendCarets(output, line, start.Column - 1, diagnostic.Span.Length);
        if (diagnostic.Help is not null)
        {
            output.Append('\n').Append(' ').Append(margin).Append(" = help: ").Append(diagnostic.Help);
        }

        return output.ToString();
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
