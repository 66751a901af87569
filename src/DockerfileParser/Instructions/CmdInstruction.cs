namespace Sharpbuild.Dockerfiles;

/// <summary><c>CMD</c>: the default command or its arguments.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Command">The command; an empty exec form clears it.</param>
public sealed record CmdInstruction(SourceSpan Span, CommandForm Command) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "CMD";
}
