using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>VOLUME</c>: paths that get a volume.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Paths">The paths, not yet expanded.</param>
public sealed record VolumeInstruction(SourceSpan Span, ImmutableArray<string> Paths) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "VOLUME";

    internal static InstructionEntry Entry { get; } = new("VOLUME", Tokens.JsonOrWords, Bind);

    private static VolumeInstruction? Bind(Binding binding)
    {
        bool isValid = binding.ReadFlags().IsValid && binding.Single("a path", "VOLUME /data") is not null;
        foreach (SourceWord path in binding.Arguments.Where(path => path.Text.AsSpan().IsWhiteSpace()))
        {
            isValid = false;
            binding.Diagnostics.Error(DiagnosticCodes.EmptyName, "VOLUME needs a path that is not empty", path.Span);
        }

        return isValid ? new VolumeInstruction(binding.Span, [.. binding.Arguments.Select(path => path.Text.Trim())]) : null;
    }
}
