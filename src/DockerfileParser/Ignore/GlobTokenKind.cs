namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>The kinds of <see cref="GlobToken"/>.</summary>
internal enum GlobTokenKind
{
    /// <summary>One given character.</summary>
    Literal,

    /// <summary><c>?</c>: one character that is no <c>/</c>.</summary>
    AnyCharacter,

    /// <summary><c>*</c>: any number of characters that are no <c>/</c>.</summary>
    AnyRun,

    /// <summary><c>[…]</c>: one character of a set.</summary>
    Class,

    /// <summary><c>**/</c>: nothing, or anything that ends in <c>/</c>.</summary>
    AnyDirectories,

    /// <summary><c>**</c> at the end: anything.</summary>
    Anything,
}
