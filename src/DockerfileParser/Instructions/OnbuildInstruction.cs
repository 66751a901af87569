using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>ONBUILD</c>: an instruction for images built on this one.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Trigger">The raw text, heredoc bodies included, as stored in the image config.</param>
/// <param name="Child">The instruction, or null when it cannot be read.</param>
public sealed record OnbuildInstruction(SourceSpan Span, string Trigger, Instruction? Child) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ONBUILD";

    internal static InstructionEntry Entry { get; } = new("ONBUILD", Tokens.Text, Bind) { HasChild = true };

    private static OnbuildInstruction? Bind(Binding binding)
    {
        bool hasValidFlags = binding.ReadFlags().IsValid;
        if (binding.Syntax.Child is not { } child)
        {
            binding.Missing("an instruction", "ONBUILD COPY . /src");
            return null;
        }

        if (child.Name is "ONBUILD" or "FROM" or "MAINTAINER")
        {
            binding.Diagnostics.Error(DiagnosticCodes.ForbiddenTrigger, $"ONBUILD cannot trigger {child.Name}", child.Keyword.Span);
            return null;
        }

        return hasValidFlags ? new OnbuildInstruction(binding.Span, TriggerText(binding.Syntax), BindChild(binding, child)) : null;
    }

    /// <summary>What is wrong with a trigger stops the build that runs it, not this one.</summary>
    private static Instruction? BindChild(Binding binding, InstructionSyntax child)
    {
        DiagnosticList diagnostics = new();
        InstructionSyntax whole = child with { Heredocs = binding.Syntax.Heredocs };
        Instruction? instruction = Binding.Bind(whole, binding.Escape, diagnostics);
        binding.Diagnostics.AddAsWarnings(diagnostics);
        return instruction;
    }

    private static string TriggerText(InstructionSyntax syntax)
    {
        StringBuilder text = new(syntax.Original[syntax.ArgumentsStart..]);
        foreach (Heredoc heredoc in syntax.Heredocs)
        {
            text.Append('\n').Append(heredoc.Content).Append(heredoc.Name);
        }

        return text.ToString();
    }
}
