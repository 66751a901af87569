namespace Sharpbuild.Dockerfiles;

/// <summary><c>USER</c>: changes the user.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="User"><c>user[:group]</c>, not yet expanded.</param>
public sealed record UserInstruction(SourceSpan Span, string User) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "USER";
}
