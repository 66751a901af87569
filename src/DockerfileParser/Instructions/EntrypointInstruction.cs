namespace Sharpbuild.Dockerfiles;

/// <summary><c>ENTRYPOINT</c>: the program the container runs.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Command">The command; an empty exec form removes it.</param>
public sealed record EntrypointInstruction(SourceSpan Span, CommandForm Command) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ENTRYPOINT";

    internal static InstructionEntry Entry { get; } = new("ENTRYPOINT", Tokens.JsonOrText, Bind);

    private static EntrypointInstruction? Bind(Binding binding)
    {
        binding.WarnWithoutCommand();
        return binding.ReadFlags().IsValid ? new EntrypointInstruction(binding.Span, binding.Command()) : null;
    }
}
