using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>SHELL</c>: the shell of later shell forms.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Shell">The program and its arguments.</param>
public sealed record ShellInstruction(SourceSpan Span, ImmutableArray<string> Shell) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "SHELL";

    internal static InstructionEntry Entry { get; } = new("SHELL", Tokens.JsonOrText, Bind);

    private static ShellInstruction? Bind(Binding binding)
    {
        const string Example = "SHELL [\"/bin/bash\", \"-c\"]";
        bool hasValidFlags = binding.ReadFlags().IsValid;
        if (binding.Single("a program", Example) is not { } first)
        {
            return null;
        }

        if (!binding.Syntax.IsJson)
        {
            binding.Diagnostics.Error(
                DiagnosticCodes.JsonFormRequired, "SHELL takes the JSON form only", first.Span, $"for example: {Example}");
            return null;
        }

        return hasValidFlags ? new ShellInstruction(binding.Span, binding.Command().Words) : null;
    }
}
