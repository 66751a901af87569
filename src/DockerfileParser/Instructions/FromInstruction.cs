namespace Sharpbuild.Dockerfiles;

/// <summary><c>FROM</c>: begins a stage.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Platform">The <c>--platform</c> flag, not yet expanded.</param>
/// <param name="BaseName">An image, a stage, a named context or <c>scratch</c>; not yet expanded.</param>
/// <param name="StageName">The name after <c>AS</c> as written.</param>
public sealed record FromInstruction(SourceSpan Span, string? Platform, string BaseName, string? StageName) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "FROM";

    /// <summary>The word <c>AS</c> as the user wrote it, or null without a stage name.</summary>
    public string? AsAsWritten { get; init; }

    internal static InstructionEntry Entry { get; } = new("FROM", Tokens.Words, Bind);

    private static FromInstruction? Bind(Binding binding)
    {
        FlagValues flags = binding.ReadFlags(new FlagRule("platform", FlagKind.Text, "OS/ARCH[/VARIANT]"));
        if (binding.Arguments.IsEmpty)
        {
            binding.Missing("a base image", "FROM debian:trixie AS build");
            return null;
        }

        string? stageName = null;
        bool isNamed = binding.Arguments.Length == 3 && binding.Arguments[1].Text.Equals("AS", StringComparison.OrdinalIgnoreCase);
        if (isNamed && !TryReadName(binding, binding.Arguments[2], out stageName))
        {
            return null;
        }

        if (!isNamed && binding.Arguments.Length > 1 && flags.IsValid)
        {
            SourceWord second = binding.Arguments[1];
            binding.Diagnostics.Error(
                DiagnosticCodes.TooManyArguments,
                second.Text.Equals("AS", StringComparison.OrdinalIgnoreCase)
                    ? $"FROM takes one name after \"{second.Text}\""
                    : $"FROM takes one image and no \"{second.Text}\" here",
                SourceSpan.Between(second.Span.Start, binding.Arguments[^1].Span.End),
                "write FROM IMAGE or FROM IMAGE AS NAME");
            return null;
        }

        return flags.IsValid
            ? new FromInstruction(binding.Span, flags.Text("platform"), binding.Arguments[0].Text, stageName)
            {
                AsAsWritten = isNamed ? binding.Arguments[1].Text : null,
            }
            : null;
    }

    private static bool TryReadName(Binding binding, SourceWord word, out string? name)
    {
        name = word.Text;
        if (char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return true;
        }

        binding.Diagnostics.Error(
            DiagnosticCodes.InvalidStageName,
            $"\"{name}\" cannot be the name of a stage",
            word.Span,
            "begin with a letter; letters, digits, \"-\", \"_\" and \".\" may follow");
        return false;
    }
}
