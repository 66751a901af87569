namespace Sharpbuild.Dockerfiles;

/// <summary><c>MAINTAINER</c>: the author; deprecated.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Author">The text.</param>
public sealed record MaintainerInstruction(SourceSpan Span, string Author) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "MAINTAINER";
}
