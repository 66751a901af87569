using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>A path pattern: <c>*</c>, <c>?</c>, classes and <c>\</c> escapes, none of them matching <c>/</c>.</summary>
/// <remarks>Go's <c>filepath.Match</c>; <c>**</c> as in moby/patternmatcher. A character is a code point.</remarks>
public sealed class GlobPattern
{
    private static readonly SearchValues<char> WildcardCharacters = SearchValues.Create("*?[");

    private readonly ImmutableArray<GlobToken> _tokens;
    private readonly LiteralParts _literals;

    private GlobPattern(ImmutableArray<GlobToken> tokens)
    {
        _tokens = tokens;
        _literals = LiteralParts.Of(tokens);
    }

    /// <summary>Reads a pattern as Go's <c>filepath.Match</c> does.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="allowDoubleStar">Whether <c>**</c> matches any number of directories.</param>
    /// <param name="pattern">The pattern when the text is well formed.</param>
    public static bool TryParse(string text, bool allowDoubleStar, [NotNullWhen(true)] out GlobPattern? pattern)
    {
        pattern = new GlobReader(text, allowDoubleStar).TryRead(out ImmutableArray<GlobToken> tokens) ? new GlobPattern(tokens) : null;
        return pattern is not null;
    }

    /// <summary>Whether a text has an unescaped <c>*</c>, <c>?</c> or <c>[</c>.</summary>
    public static bool HasWildcard(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\')
            {
                index++;
            }
            else if (WildcardCharacters.Contains(text[index]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the whole path matches.</summary>
    public bool IsMatch(string path) => IsMatch(path.AsSpan());

    /// <summary>Whether the whole path matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> path)
    {
        if (!_literals.Allow(path))
        {
            return false;
        }

        Span<bool> states = stackalloc bool[256];
        states = _tokens.Length < 128 ? states[..((_tokens.Length + 1) * 2)] : new bool[(_tokens.Length + 1) * 2];
        return Run(path, states, out Span<bool> last) && last[^1];
    }

    /// <summary>Whether some path below <paramref name="directory"/> could match.</summary>
    public bool CanMatchBelow(string directory)
    {
        Span<bool> states = new bool[(_tokens.Length + 1) * 2];
        return directory.Length == 0 || (Run(directory + "/", states, out Span<bool> last) && last[..^1].Contains(true));
    }

    /// <summary>Follows all alternatives at once; false when none is left before the end.</summary>
    private bool Run(ReadOnlySpan<char> path, Span<bool> buffer, out Span<bool> last)
    {
        Span<bool> states = buffer[..(_tokens.Length + 1)];
        Span<bool> next = buffer[(_tokens.Length + 1)..];
        buffer.Clear();
        Reach(states, 0, isFresh: true);
        bool isAlive = true;
        for (int position = 0; position < path.Length && isAlive;)
        {
            isAlive = Step(states, next, CodePoints.Next(path, ref position));
            Span<bool> done = states;
            states = next;
            next = done;
        }

        last = states;
        return isAlive;
    }

    private bool Step(Span<bool> states, Span<bool> next, int c)
    {
        next.Clear();
        bool isAlive = false;
        for (int state = 0; state < _tokens.Length; state++)
        {
            if (!states[state] || !_tokens[state].Takes(c))
            {
                continue;
            }

            isAlive = true;
            bool stays = _tokens[state].Kind is GlobTokenKind.AnyRun or GlobTokenKind.AnyDirectories or GlobTokenKind.Anything;
            Reach(next, stays ? state : state + 1, isFresh: !stays || c == '/');
        }

        return isAlive;
    }

    /// <summary>Enters a state and those that follow without a character.</summary>
    /// <param name="states">The states that are on.</param>
    /// <param name="state">The state to enter.</param>
    /// <param name="isFresh">False inside a run of directories that does not stand at its end.</param>
    private void Reach(Span<bool> states, int state, bool isFresh)
    {
        states[state] = true;
        while (state < _tokens.Length && CanBeLeft(_tokens[state].Kind, isFresh))
        {
            isFresh = true;
            states[++state] = true;
        }
    }

    private static bool CanBeLeft(GlobTokenKind kind, bool isFresh) =>
        kind is GlobTokenKind.AnyRun or GlobTokenKind.Anything || (kind == GlobTokenKind.AnyDirectories && isFresh);
}
