using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>An instruction as the line grammar divides it, before its meaning is looked at.</summary>
/// <param name="Keyword">The first word as written.</param>
/// <param name="Flags">The leading <c>--</c> words, quotes and escapes removed.</param>
/// <param name="Arguments">The arguments; three for each pair of ENV and LABEL: key, value, separator.</param>
/// <param name="IsJson">Whether the arguments were a JSON array of strings.</param>
/// <param name="Heredocs">The heredocs in order.</param>
/// <param name="Child">ONBUILD only: the triggered instruction.</param>
/// <param name="Span">The whole instruction without its heredoc bodies.</param>
/// <param name="Lines">The source lines, heredoc bodies included.</param>
/// <param name="Original">The logical line.</param>
/// <param name="LeadingComments">The comment lines above, without <c>#</c> and blanks.</param>
public sealed record InstructionSyntax(
    SourceWord Keyword,
    ImmutableArray<SourceWord> Flags,
    ImmutableArray<SourceWord> Arguments,
    bool IsJson,
    ImmutableArray<Heredoc> Heredocs,
    InstructionSyntax? Child,
    SourceSpan Span,
    LineRange Lines,
    string Original,
    ImmutableArray<string> LeadingComments)
{
    /// <summary>The keyword in upper case.</summary>
    public string Name { get; } = Keyword.Text.ToUpperInvariant();

    /// <summary>Offset in <see cref="Original"/> where the arguments begin, after keyword and flags.</summary>
    internal int ArgumentsStart { get; init; }
}
