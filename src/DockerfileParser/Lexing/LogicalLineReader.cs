using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>Splits a source text into logical lines: directives, comments and continuations are settled here.</summary>
internal sealed class LogicalLineReader(SourceText source, DiagnosticList diagnostics)
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>So many lines directly above an instruction are kept at least.</summary>
    private const int MostComments = 1000;

    private readonly DirectiveReader _directives = new(diagnostics);
    private readonly List<string> _comments = [];
    private readonly StringBuilder _joined = new();
    private readonly List<(int Logical, int Source)> _pieces = [];
    private int _line = 1;

    public char Escape => _directives.Escape;

    public ImmutableArray<Directive> Directives => _directives.Found;

    /// <summary>Number of the last line that was read.</summary>
    public int LastLine => _line - 1;

    private bool AtEnd => _line > source.LineCount || source.GetLineStart(_line) >= source.Text.Length;

    public bool TryRead([NotNullWhen(true)] out LogicalLine? line)
    {
        while (!AtEnd)
        {
            PhysicalLine first = ReadPhysicalLine().TrimStart();
            if (_directives.Accepts(first))
            {
                continue;
            }

            if (first.IsComment)
            {
                KeepComment(first);
            }
            else if (!first.IsBlank)
            {
                line = Join(first);
                _comments.Clear();
                return true;
            }
        }

        line = null;
        return false;
    }

    /// <summary>Reads a heredoc body from the lines that follow.</summary>
    /// <returns>The body as written, or null when no line ends it.</returns>
    public string? ReadHeredocBody(string name, bool chomp)
    {
        int start = AtEnd ? source.Text.Length : source.GetLineStart(_line);
        while (!AtEnd)
        {
            int lineStart = source.GetLineStart(_line);
            ReadOnlySpan<char> text = ReadPhysicalLine().Text;
            if (chomp)
            {
                text = text.TrimStart('\t');
            }

            if (text.SequenceEqual(name))
            {
                return source.Text[start..lineStart];
            }
        }

        return null;
    }

    /// <summary>The first line from <paramref name="first"/> on that holds a text with blanks around it, or null.</summary>
    public int? FindLine(int first, string text)
    {
        for (int line = first; line <= source.LineCount; line++)
        {
            if (source.GetLine(line).Trim().SequenceEqual(text))
            {
                return line;
            }
        }

        return null;
    }

    private PhysicalLine ReadPhysicalLine()
    {
        int start = source.GetLineStart(_line);
        ReadOnlySpan<char> text = source.GetLine(_line);
        if (_line == 1 && text.StartsWith(ByteOrderMark))
        {
            start++;
            text = text[1..];
        }

        _line++;
        return new PhysicalLine(text, start);
    }

    private LogicalLine Join(PhysicalLine first)
    {
        int startLine = LastLine;
        bool hasEmptyContinuation = false;
        _joined.Clear();
        _pieces.Clear();
        bool continues = Append(first);
        while (continues && !AtEnd)
        {
            PhysicalLine next = ReadPhysicalLine();
            if (next.IsComment)
            {
                continue;
            }

            hasEmptyContinuation |= next.IsBlank;
            continues = next.IsBlank || Append(next);
        }

        return new LogicalLine(_joined.ToString(), _pieces, new LineRange(startLine, LastLine))
        {
            LeadingComments = [.. _comments],
            HasEmptyContinuation = hasEmptyContinuation,
        };
    }

    private bool Append(PhysicalLine line)
    {
        bool continues = line.EndsInContinuation(Escape, out int length);
        if (_pieces.Count > 0 && _pieces[^1].Logical == _joined.Length)
        {
            _pieces.RemoveAt(_pieces.Count - 1);
        }

        _pieces.Add((_joined.Length, line.Start));
        _joined.Append(line.Text[..length]);
        return continues;
    }

    /// <summary>An empty comment ends a description: what stands above it belongs to nothing.</summary>
    private void KeepComment(PhysicalLine line)
    {
        string comment = line.Text[1..].Trim().ToString();
        if (comment.Length == 0)
        {
            _comments.Clear();
        }
        else
        {
            if (_comments.Count == 2 * MostComments)
            {
                _comments.RemoveRange(0, MostComments);
            }

            _comments.Add(comment);
        }
    }
}
