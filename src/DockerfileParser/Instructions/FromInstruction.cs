namespace Sharpbuild.Dockerfiles;

/// <summary><c>FROM</c>: begins a stage.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Platform">The <c>--platform</c> flag, not yet expanded.</param>
/// <param name="BaseName">An image, a stage, a named context or <c>scratch</c>; not yet expanded.</param>
/// <param name="StageName">The name after <c>AS</c> as written.</param>
public sealed record FromInstruction(SourceSpan Span, string? Platform, string BaseName, string? StageName) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "FROM";
}
