using System.Globalization;
using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>Checks JSON by its grammar and reads its strings; nothing is converted that is not a string.</summary>
/// <remarks>RFC 8259. An unpaired surrogate that is written, not escaped, stands for a byte that is no UTF-8 and passes through.</remarks>
internal ref struct JsonScanner(ReadOnlySpan<char> text)
{
    private const int DeepestNesting = 10_000;

    private readonly ReadOnlySpan<char> _text = text;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position >= _text.Length;

    public readonly char Current => AtEnd ? '\0' : _text[Position];

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            Position++;
        }
    }

    public bool TryTake(char expected)
    {
        bool isThere = !AtEnd && Current == expected;
        Position += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Reads a string that begins at the current quote.</summary>
    public bool TryReadString(StringBuilder? output)
    {
        Position++;
        while (!AtEnd)
        {
            ReadOnlySpan<char> rest = _text[Position..];
            int special = rest.IndexOfAny('"', '\\');
            int run = special < 0 ? rest.Length : special;
            if (rest[..run].ContainsAnyInRange('\0', '\u001F'))
            {
                return false;
            }

            output?.Append(rest[..run]);
            Position += run;
            if (TryTake('"'))
            {
                return true;
            }

            if (!TryTake('\\') || !TryReadEscape(output))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Skips any value that is not a string at the top level.</summary>
    public bool TrySkipValue()
    {
        Stack<char> open = new();
        do
        {
            SkipBlanks();
            if (Current is '[' or '{')
            {
                open.Push(Current == '[' ? ']' : '}');
                Position++;
                SkipBlanks();
                bool isEmpty = Current == open.Peek();
                if (open.Count > DeepestNesting || (!isEmpty && !TrySkipKey(open)))
                {
                    return false;
                }

                if (!isEmpty)
                {
                    continue;
                }
            }
            else if (!TrySkipScalar())
            {
                return false;
            }

            if (!TryClose(open))
            {
                return false;
            }
        }
        while (open.Count > 0);

        return true;
    }

    /// <summary>After a value: closes what ends here, and moves on to the next value of what does not.</summary>
    private bool TryClose(Stack<char> open)
    {
        while (open.Count > 0)
        {
            SkipBlanks();
            if (TryTake(','))
            {
                SkipBlanks();
                return TrySkipKey(open);
            }

            if (!TryTake(open.Peek()))
            {
                return false;
            }

            open.Pop();
        }

        return true;
    }

    private bool TrySkipKey(Stack<char> open)
    {
        if (open.Peek() == ']')
        {
            return true;
        }

        if (Current != '"' || !TryReadString(null))
        {
            return false;
        }

        SkipBlanks();
        return TryTake(':');
    }

    private bool TrySkipScalar()
    {
        if (Current == '"')
        {
            return TryReadString(null);
        }

        foreach (string literal in (ReadOnlySpan<string>)["true", "false", "null"])
        {
            if (_text[Position..].StartsWith(literal))
            {
                Position += literal.Length;
                return true;
            }
        }

        return TrySkipNumber();
    }

    private bool TrySkipNumber()
    {
        TryTake('-');
        if (!TryTake('0') && !TrySkipDigits())
        {
            return false;
        }

        if (TryTake('.') && !TrySkipDigits())
        {
            return false;
        }

        if (Current is not ('e' or 'E'))
        {
            return true;
        }

        Position++;
        _ = TryTake('+') || TryTake('-');
        return TrySkipDigits();
    }

    private bool TrySkipDigits()
    {
        int start = Position;
        while (char.IsAsciiDigit(Current))
        {
            Position++;
        }

        return Position > start;
    }

    private bool TryReadEscape(StringBuilder? output)
    {
        char kind = Current;
        Position++;
        if (kind == 'u')
        {
            return TryReadCodeUnit(output);
        }

        int index = "\"\\/bfnrt".IndexOf(kind, StringComparison.Ordinal);
        if (index < 0)
        {
            return false;
        }

        output?.Append("\"\\/\b\f\n\r\t"[index]);
        return true;
    }

    /// <summary>Reads four hex digits; a surrogate without its partner becomes U+FFFD.</summary>
    private bool TryReadCodeUnit(StringBuilder? output)
    {
        if (!TryReadHex(out char unit))
        {
            return false;
        }

        if (!char.IsSurrogate(unit))
        {
            output?.Append(unit);
            return true;
        }

        int afterFirst = Position;
        if (char.IsHighSurrogate(unit) && TryTake('\\') && TryTake('u') && TryReadHex(out char second) && char.IsLowSurrogate(second))
        {
            output?.Append(unit).Append(second);
            return true;
        }

        Position = afterFirst;
        output?.Append('\uFFFD');
        return true;
    }

    private bool TryReadHex(out char unit)
    {
        ReadOnlySpan<char> rest = _text[Math.Min(Position, _text.Length)..];
        ushort value = 0;
        bool isHex = rest.Length >= 4
            && ushort.TryParse(rest[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        unit = (char)value;
        Position += isHex ? 4 : 0;
        return isHex;
    }
}
