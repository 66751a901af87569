using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>SHELL</c>: the shell of later shell forms.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Shell">The program and its arguments.</param>
public sealed record ShellInstruction(SourceSpan Span, ImmutableArray<string> Shell) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "SHELL";
}
