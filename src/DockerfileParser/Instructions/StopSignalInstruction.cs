namespace Sharpbuild.Dockerfiles;

/// <summary><c>STOPSIGNAL</c>: the signal that asks the container to exit.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Signal">A name such as <c>SIGTERM</c> or a number, not yet expanded.</param>
public sealed record StopSignalInstruction(SourceSpan Span, string Signal) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "STOPSIGNAL";
}
