using System.Collections.Immutable;
using System.Text;

namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>A pattern of <c>${x#p}</c>, <c>${x%p}</c> and <c>${x/p/r}</c>: <c>*</c>, <c>?</c> and escapes.</summary>
internal sealed class ShellPattern
{
    private readonly ImmutableArray<Token> _tokens;

    private ShellPattern(ImmutableArray<Token> tokens) => _tokens = tokens;

    private enum Kind
    {
        Literal,
        AnyCharacter,
        AnyRun,
    }

    /// <exception cref="ExpansionException">A backslash stands before a character that needs none.</exception>
    public static ShellPattern Parse(string text)
    {
        ImmutableArray<Token>.Builder tokens = ImmutableArray.CreateBuilder<Token>(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            char current = text[index];
            if (current == '\\')
            {
                current = ++index < text.Length ? text[index] : '\0';
                tokens.Add(current is '*' or '?' or '\\' or '}' or '/'
                    ? new Token(Kind.Literal, current)
                    : throw new ExpansionException($"bad pattern \"{text}\": a backslash stands before * ? \\ }} / only"));
                continue;
            }

            Kind kind = current switch { '*' => Kind.AnyRun, '?' => Kind.AnyCharacter, _ => Kind.Literal };
            tokens.Add(new Token(kind, current));
        }

        return new ShellPattern(tokens.ToImmutable());
    }

    public string TrimPrefix(string value, bool longest)
    {
        int length = MatchLength(value, longest);
        return length < 0 ? value : value[length..];
    }

    public string TrimSuffix(string value, bool longest)
    {
        ShellPattern reversed = new([.. _tokens.Reverse()]);
        char[] backwards = value.ToCharArray();
        Array.Reverse(backwards);
        int length = reversed.MatchLength(backwards, longest);
        return length < 0 ? value : value[..^length];
    }

    /// <summary>Replaces the first or every longest match.</summary>
    public string Replace(string value, string replacement, bool all)
    {
        StringBuilder result = new();
        int position = 0;
        bool isAfterMatch = false;
        while (position <= value.Length)
        {
            int length = MatchLength(value.AsSpan(position), longest: true);
            bool isMatch = length > 0 || (length == 0 && !isAfterMatch);
            if (isMatch)
            {
                result.Append(replacement);
                position += length;
            }

            if (isMatch && !all)
            {
                break;
            }

            isAfterMatch = isMatch && length > 0;
            if (!isAfterMatch)
            {
                result.Append(value.AsSpan(position, Math.Min(1, value.Length - position)));
                position++;
            }
        }

        return result.Append(value.AsSpan(Math.Min(position, value.Length))).ToString();
    }

    /// <summary>Length of the match at the start of <paramref name="value"/>, or -1.</summary>
    /// <remarks>Follows all alternatives at once, so that the time is the product of the two lengths at most.</remarks>
    private int MatchLength(ReadOnlySpan<char> value, bool longest)
    {
        bool[] states = new bool[_tokens.Length + 1];
        bool[] next = new bool[_tokens.Length + 1];
        Reach(states, 0);
        int found = -1;
        for (int position = 0; ; position++)
        {
            if (states[^1])
            {
                found = position;
            }

            if (position == value.Length || (found >= 0 && !longest) || !Step(states, next, value[position]))
            {
                return found;
            }

            (states, next) = (next, states);
        }
    }

    private bool Step(bool[] states, bool[] next, char c)
    {
        Array.Clear(next);
        bool isAlive = false;
        for (int state = 0; state < _tokens.Length; state++)
        {
            if (!states[state] || (_tokens[state].Kind == Kind.Literal && _tokens[state].Character != c))
            {
                continue;
            }

            isAlive = true;
            Reach(next, _tokens[state].Kind == Kind.AnyRun ? state : state + 1);
        }

        return isAlive;
    }

    private void Reach(bool[] states, int state)
    {
        states[state] = true;
        while (state < _tokens.Length && _tokens[state].Kind == Kind.AnyRun)
        {
            states[++state] = true;
        }
    }

    private readonly record struct Token(Kind Kind, char Character);
}
