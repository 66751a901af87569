using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>ARG</c>: declares variables that exist while building.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Declarations">The declared names, in order.</param>
public sealed record ArgInstruction(SourceSpan Span, ImmutableArray<ArgDeclaration> Declarations) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "ARG";

    internal static InstructionEntry Entry { get; } = new("ARG", Tokens.QuotedWords, Bind);

    private static ArgInstruction? Bind(Binding binding)
    {
        binding.WarnAboutFlags();
        if (binding.Single("a name", "ARG VERSION=1.0") is null)
        {
            return null;
        }

        ArgInstruction instruction = new(binding.Span, [.. binding.Arguments.Select(Declare)]);
        foreach (ArgDeclaration unnamed in instruction.Declarations.Where(declaration => declaration.Name.Length == 0))
        {
            binding.Diagnostics.Error(DiagnosticCodes.EmptyName, "ARG needs a name before \"=\"", unnamed.Span);
        }

        return instruction;
    }

    private static ArgDeclaration Declare(SourceWord word)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new ArgDeclaration(word.Text, null, word.Span)
            : new ArgDeclaration(word.Text[..equals], word.Text[(equals + 1)..], word.Span);
    }
}
