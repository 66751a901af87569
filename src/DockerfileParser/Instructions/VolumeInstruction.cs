using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>VOLUME</c>: paths that get a volume.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Paths">The paths, not yet expanded.</param>
public sealed record VolumeInstruction(SourceSpan Span, ImmutableArray<string> Paths) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "VOLUME";
}
