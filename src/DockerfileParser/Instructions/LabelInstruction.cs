using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>LABEL</c>: adds labels to the image.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Pairs">The pairs in order, not yet expanded.</param>
public sealed record LabelInstruction(SourceSpan Span, ImmutableArray<KeyValueWord> Pairs) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "LABEL";

    internal static InstructionEntry Entry { get; } = new("LABEL", Tokens.KeyValues, Bind);

    private static LabelInstruction? Bind(Binding binding) =>
        binding.ReadPairs() is { } pairs ? new LabelInstruction(binding.Span, pairs) : null;
}
