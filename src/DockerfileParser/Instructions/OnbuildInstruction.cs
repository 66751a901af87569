namespace Sharpbuild.Dockerfiles;

/// <summary><c>ONBUILD</c>: an instruction for images built on this one.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Trigger">The raw text, heredoc bodies included, as stored in the image config.</param>
/// <param name="Child">The instruction, or null when it cannot be read.</param>
public sealed record OnbuildInstruction(SourceSpan Span, string Trigger, Instruction? Child) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ONBUILD";
}
