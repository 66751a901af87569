using System.Text;

namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>One pass over a word: quotes, escapes and variables.</summary>
/// <remarks>The rules are those of BuildKit's <c>shell.Lex</c>, which follow the POSIX shell in part.</remarks>
internal sealed partial class ExpansionPass(string text, Func<string, string?> lookup, char escape, ExpansionOptions options)
{
    private const int DeepestNesting = 400;
    private const int MostFromVariables = 1 << 20;

    private readonly SortedSet<string> _matched = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unmatched = new(StringComparer.Ordinal);
    private int _position;
    private int _depth;
    private long _fromVariables;

    public IReadOnlySet<string> Matched => _matched;

    public IReadOnlySet<string> Unmatched => _unmatched;

    private bool AtEnd => _position >= text.Length;

    /// <summary>Expands up to an unquoted <paramref name="stop"/>, which is consumed, or to the end.</summary>
    /// <param name="stop">The character that must come, or null for the end of the text.</param>
    /// <param name="keepEscapes">Whether escapes stay in the result.</param>
    /// <param name="words">Receives the result divided into words, if wanted.</param>
    public string Process(char? stop, bool keepEscapes, WordCollector? words = null)
    {
        StringBuilder result = new();
        while (!AtEnd)
        {
            char current = text[_position];
            if (current == stop)
            {
                _position++;
                return result.ToString();
            }

            if (current == escape && !IsQuote(current))
            {
                TakeEscape(keepEscapes, result, words);
                continue;
            }

            string part = TakePart(current, keepEscapes, out bool isRaw);
            result.Append(part);
            if (isRaw)
            {
                words?.AddRaw(part);
            }
            else
            {
                words?.Add(part);
            }
        }

        return stop is null ? result.ToString() : throw new ExpansionException($"missing \"{stop}\"");
    }

    private bool IsQuote(char c) => c is '\'' or '"' && !options.HasFlag(ExpansionOptions.IgnoreQuotes);

    private string TakePart(char current, bool keepEscapes, out bool isRaw)
    {
        isRaw = true;
        switch (current)
        {
            case '\'' when IsQuote(current):
                return TakeSingleQuoted();
            case '"' when IsQuote(current):
                return TakeDoubleQuoted(keepEscapes);
            case '<':
                return TakePossibleHeredoc();
            case '$':
                isRaw = false;
                return Counted(TakeVariable());
            default:
                isRaw = false;
                int start = _position;
                do
                {
                    _position++;
                }
                while (!AtEnd && char.IsAsciiLetterOrDigit(text[_position]));

                return text[start.._position];
        }
    }

    /// <summary>Variables made of variables grow tenfold with each line; so there is an end to it.</summary>
    private string Counted(string value)
    {
        _fromVariables += value.Length;
        return _fromVariables <= MostFromVariables ? value : throw new ExpansionException("variables bring in more than 1 MiB");
    }

    private void TakeEscape(bool keepEscapes, StringBuilder result, WordCollector? words)
    {
        int start = keepEscapes ? _position : _position + 1;
        _position = Math.Min(_position + 2, text.Length);
        ReadOnlySpan<char> part = text.AsSpan()[Math.Min(start, _position).._position];
        result.Append(part);
        words?.AddRaw(part);
    }

    private string TakeSingleQuoted()
    {
        int end = text.IndexOf('\'', _position + 1);
        if (end < 0)
        {
            throw new ExpansionException("a single quote is not closed");
        }

        Range kept = options.HasFlag(ExpansionOptions.KeepQuotes) ? _position..(end + 1) : (_position + 1)..end;
        _position = end + 1;
        return text[kept];
    }

    private string TakeDoubleQuoted(bool keepEscapes)
    {
        string quote = options.HasFlag(ExpansionOptions.KeepQuotes) ? "\"" : "";
        StringBuilder result = new(quote);
        _position++;
        while (!AtEnd)
        {
            char current = text[_position];
            if (current == '"')
            {
                _position++;
                return result.Append(quote).ToString();
            }

            if (current == '$')
            {
                result.Append(Counted(TakeVariable()));
                continue;
            }

            _position++;
            AppendQuoted(current, keepEscapes, result);
        }

        throw new ExpansionException("a double quote is not closed");
    }

    /// <summary>Inside double quotes an escape works on a quote, a dollar sign and itself only.</summary>
    private void AppendQuoted(char current, bool keepEscapes, StringBuilder result)
    {
        if (current != escape)
        {
            result.Append(current);
            return;
        }

        result.Append(keepEscapes ? current : "");
        if (AtEnd)
        {
            return;
        }

        char next = text[_position];
        bool isEscaped = next is '"' or '$' || next == escape;
        _position += isEscaped ? 1 : 0;
        result.Append(isEscaped ? next : current);
    }

    /// <summary>Blanks between <c>&lt;&lt;</c> and the delimiter of a heredoc do not part words.</summary>
    private string TakePossibleHeredoc()
    {
        int start = _position++;
        if (!AtEnd && text[_position] == '<')
        {
            do
            {
                _position++;
            }
            while (!AtEnd && text[_position] is '\t' or '\r' or ' ');
        }

        return text[start.._position];
    }
}
