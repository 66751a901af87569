namespace Sharpbuild.Dockerfiles;

/// <summary><c>WORKDIR</c>: changes the working directory.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Path">The directory, not yet expanded.</param>
public sealed record WorkdirInstruction(SourceSpan Span, string Path) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "WORKDIR";

    internal static InstructionEntry Entry { get; } = new("WORKDIR", Tokens.Text, Bind);

    private static WorkdirInstruction? Bind(Binding binding)
    {
        bool hasValidFlags = binding.ReadFlags().IsValid;
        SourceWord? text = binding.Single("a directory", "WORKDIR /src");
        return text is not null && hasValidFlags ? new WorkdirInstruction(binding.Span, text.Text) : null;
    }
}
