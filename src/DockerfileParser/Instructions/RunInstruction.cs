using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>RUN</c>: runs a command.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Mounts">The <c>--mount</c> flags.</param>
/// <param name="Network"><c>default</c>, <c>none</c>, <c>host</c>, or null when not said.</param>
/// <param name="Security"><c>sandbox</c>, <c>insecure</c>, or null when not said.</param>
/// <param name="Devices">The <c>--device</c> flags, raw.</param>
/// <param name="Command">The command.</param>
/// <param name="Heredocs">The heredocs of the shell form, in order.</param>
public sealed record RunInstruction(SourceSpan Span, ImmutableArray<MountOption> Mounts, string? Network, string? Security, ImmutableArray<string> Devices, CommandForm Command, ImmutableArray<Heredoc> Heredocs) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "RUN";
}
