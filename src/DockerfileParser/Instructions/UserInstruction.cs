namespace Sharpbuild.Dockerfiles;

/// <summary><c>USER</c>: changes the user.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="User"><c>user[:group]</c>, not yet expanded.</param>
public sealed record UserInstruction(SourceSpan Span, string User) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "USER";

    internal static InstructionEntry Entry { get; } = new("USER", Tokens.Text, Bind);

    private static UserInstruction? Bind(Binding binding)
    {
        bool hasValidFlags = binding.ReadFlags().IsValid;
        SourceWord? text = binding.Single("a user", "USER 1000:1000");
        return text is not null && hasValidFlags ? new UserInstruction(binding.Span, text.Text) : null;
    }
}
