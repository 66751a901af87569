using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>ENV</c>: sets variables of the image.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Pairs">The pairs in order, not yet expanded.</param>
public sealed record EnvInstruction(SourceSpan Span, ImmutableArray<KeyValueWord> Pairs) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ENV";
}
