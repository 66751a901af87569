namespace Sharpbuild.Dockerfiles;

/// <summary><c>MAINTAINER</c>: the author; deprecated.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Author">The text.</param>
public sealed record MaintainerInstruction(SourceSpan Span, string Author) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "MAINTAINER";

    internal static InstructionEntry Entry { get; } = new("MAINTAINER", Tokens.Text, Bind);

    private static MaintainerInstruction? Bind(Binding binding)
    {
        bool hasValidFlags = binding.ReadFlags().IsValid;
        SourceWord? text = binding.Single("an author", "MAINTAINER Jane Doe");
        return text is not null && hasValidFlags ? new MaintainerInstruction(binding.Span, text.Text) : null;
    }
}
