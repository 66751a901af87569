using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>EXPOSE</c>: ports the container listens on.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Ports">The words, not yet expanded.</param>
public sealed record ExposeInstruction(SourceSpan Span, ImmutableArray<string> Ports) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "EXPOSE";
}
