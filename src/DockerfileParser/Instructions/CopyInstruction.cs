using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>COPY</c> or <c>ADD</c>.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="IsAdd">True for ADD.</param>
/// <param name="Sources">The sources that are not heredocs, not yet expanded.</param>
/// <param name="Destination">The last word, not yet expanded.</param>
/// <param name="Heredocs">The sources that are heredocs.</param>
/// <param name="Flags">The flags.</param>
public sealed record CopyInstruction(SourceSpan Span, bool IsAdd, ImmutableArray<string> Sources, string Destination, ImmutableArray<Heredoc> Heredocs, CopyFlags Flags) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => IsAdd ? "ADD" : "COPY";
}
