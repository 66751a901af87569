namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>One part of a path pattern.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Literal">The character of a literal.</param>
/// <param name="Class">The set of a class.</param>
internal readonly record struct GlobToken(GlobTokenKind Kind, int Literal = 0, CharacterClass? Class = null)
{
    /// <summary>Whether the token takes this character (a code point).</summary>
    public bool Takes(int c) => Kind switch
    {
        GlobTokenKind.Literal => c == Literal,
        GlobTokenKind.AnyCharacter or GlobTokenKind.AnyRun => c != '/',
        GlobTokenKind.Class => c != '/' && Class is not null && Class.Contains(c),
        _ => true,
    };
}
