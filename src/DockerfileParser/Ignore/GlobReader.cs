using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>Reads the text of a pattern into tokens.</summary>
internal ref struct GlobReader(ReadOnlySpan<char> text, bool allowDoubleStar)
{
    private readonly ReadOnlySpan<char> _text = text;
    private readonly ImmutableArray<GlobToken>.Builder _tokens = ImmutableArray.CreateBuilder<GlobToken>(text.Length);
    private int _position;

    private readonly bool AtEnd => _position >= _text.Length;

    private readonly char Current => _text[_position];

    /// <summary>Reads the whole pattern; false when it is malformed.</summary>
    public bool TryRead(out ImmutableArray<GlobToken> tokens)
    {
        bool isValid = true;
        while (isValid && !AtEnd)
        {
            isValid = TryReadToken();
        }

        tokens = _tokens.ToImmutable();
        return isValid;
    }

    private bool TryReadToken()
    {
        switch (Current)
        {
            case '*':
                ReadStars();
                return true;
            case '?':
                _position++;
                _tokens.Add(new GlobToken(GlobTokenKind.AnyCharacter));
                return true;
            case '[':
                _position++;
                return TryReadClass();
            case '\\':
                _position++;
                return !AtEnd && AddLiteral();
            default:
                return AddLiteral();
        }
    }

    private bool AddLiteral()
    {
        _tokens.Add(new GlobToken(GlobTokenKind.Literal, CodePoints.Next(_text, ref _position)));
        return true;
    }

    private void ReadStars()
    {
        _position++;
        if (!allowDoubleStar || AtEnd || Current != '*')
        {
            AddRun(GlobTokenKind.AnyRun);
            return;
        }

        _position++;
        _position += !AtEnd && Current == '/' ? 1 : 0;
        AddRun(AtEnd ? GlobTokenKind.Anything : GlobTokenKind.AnyDirectories);
    }

    /// <summary>Two runs of a kind mean the same as one; a long row of them would take time with the square of its length.</summary>
    private void AddRun(GlobTokenKind kind)
    {
        if (_tokens.Count == 0 || _tokens[^1].Kind != kind)
        {
            _tokens.Add(new GlobToken(kind));
        }
    }

    private bool TryReadClass()
    {
        bool isNegated = !AtEnd && Current == '^';
        _position += isNegated ? 1 : 0;
        ImmutableArray<(int First, int Last)>.Builder ranges = ImmutableArray.CreateBuilder<(int First, int Last)>();
        while (!AtEnd && (Current != ']' || ranges.Count == 0))
        {
            if (!TryReadMember(out int first))
            {
                return false;
            }

            int last = first;
            if (Current == '-')
            {
                _position++;
                if (!TryReadMember(out last))
                {
                    return false;
                }
            }

            ranges.Add((first, last));
        }

        if (AtEnd)
        {
            return false;
        }

        _position++;
        _tokens.Add(new GlobToken(GlobTokenKind.Class, 0, new CharacterClass(isNegated, ranges.ToImmutable())));
        return true;
    }

    /// <summary>A character of a class; something must come after it, if only the closing bracket.</summary>
    private bool TryReadMember(out int member)
    {
        member = 0;
        if (AtEnd || Current is '-' or ']')
        {
            return false;
        }

        _position += Current == '\\' ? 1 : 0;
        if (AtEnd)
        {
            return false;
        }

        member = CodePoints.Next(_text, ref _position);
        return !AtEnd;
    }
}
