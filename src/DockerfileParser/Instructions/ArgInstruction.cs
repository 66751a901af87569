using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>ARG</c>: declares variables that exist while building.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Declarations">The declared names, in order.</param>
public sealed record ArgInstruction(SourceSpan Span, ImmutableArray<ArgDeclaration> Declarations) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ARG";
}
