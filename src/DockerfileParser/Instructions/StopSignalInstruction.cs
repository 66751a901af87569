namespace Sharpbuild.Dockerfiles;

/// <summary><c>STOPSIGNAL</c>: the signal that asks the container to exit.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Signal">A name such as <c>SIGTERM</c> or a number, not yet expanded.</param>
public sealed record StopSignalInstruction(SourceSpan Span, string Signal) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "STOPSIGNAL";

    internal static InstructionEntry Entry { get; } = new("STOPSIGNAL", Tokens.Text, Bind);

    private static StopSignalInstruction? Bind(Binding binding)
    {
        binding.WarnAboutFlags();
        if (binding.Single("a signal", "STOPSIGNAL SIGTERM") is not { } signal)
        {
            return null;
        }

        if (!signal.Text.Contains('$', StringComparison.Ordinal) && !SignalNames.TryParse(signal.Text, out _))
        {
            binding.Diagnostics.Error(
                DiagnosticCodes.UnknownSignal,
                $"unknown signal \"{signal.Text}\"",
                signal.Span,
                Suggestions.DidYouMean(signal.Text, SignalNames.All));
        }

        return new StopSignalInstruction(binding.Span, signal.Text);
    }
}
