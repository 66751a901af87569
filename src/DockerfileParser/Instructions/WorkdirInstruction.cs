namespace Sharpbuild.Dockerfiles;

/// <summary><c>WORKDIR</c>: changes the working directory.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Path">The directory, not yet expanded.</param>
public sealed record WorkdirInstruction(SourceSpan Span, string Path) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "WORKDIR";
}
