using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>ENV</c>: sets variables of the image.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Pairs">The pairs in order, not yet expanded.</param>
public sealed record EnvInstruction(SourceSpan Span, ImmutableArray<KeyValueWord> Pairs) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ENV";

    internal static InstructionEntry Entry { get; } = new("ENV", Tokens.KeyValues, Bind);

    private static EnvInstruction? Bind(Binding binding) =>
        binding.ReadPairs() is { } pairs ? new EnvInstruction(binding.Span, pairs) : null;
}
