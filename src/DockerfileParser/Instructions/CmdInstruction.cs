namespace Sharpbuild.Dockerfiles;

/// <summary><c>CMD</c>: the default command or its arguments.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Command">The command; an empty exec form clears it.</param>
public sealed record CmdInstruction(SourceSpan Span, CommandForm Command) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "CMD";

    internal static InstructionEntry Entry { get; } = new("CMD", Tokens.JsonOrText, Bind);

    private static CmdInstruction? Bind(Binding binding)
    {
        binding.WarnWithoutCommand();
        return binding.ReadFlags().IsValid ? new CmdInstruction(binding.Span, binding.Command()) : null;
    }
}
