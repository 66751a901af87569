using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>One instruction of a Dockerfile, variables not yet expanded.</summary>
/// <param name="Span">The whole instruction without its heredoc bodies.</param>
public abstract record Instruction(SourceSpan Span)
{
    /// <summary>The keyword in upper case.</summary>
    public abstract string Keyword { get; }

    /// <summary>The keyword as the user wrote it.</summary>
    public string KeywordAsWritten { get; init; } = "";

    /// <summary>The logical line: continuations joined, comment lines between them removed.</summary>
    public string Original { get; init; } = "";

    /// <summary>The source lines, heredoc bodies included.</summary>
    public LineRange Lines { get; init; }

    /// <summary>The text of the comment lines above the instruction, without <c>#</c> and blanks.</summary>
    public ImmutableArray<string> LeadingComments { get; init; } = [];
}
