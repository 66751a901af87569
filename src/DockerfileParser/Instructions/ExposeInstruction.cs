using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>EXPOSE</c>: ports the container listens on.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="Ports">The words, not yet expanded.</param>
public sealed record ExposeInstruction(SourceSpan Span, ImmutableArray<string> Ports) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "EXPOSE";

    internal static InstructionEntry Entry { get; } = new("EXPOSE", Tokens.Words, Bind);

    private static ExposeInstruction? Bind(Binding binding)
    {
        bool hasValidFlags = binding.ReadFlags().IsValid;
        if (binding.Single("a port", "EXPOSE 8080/tcp") is null)
        {
            return null;
        }

        foreach (SourceWord port in binding.Arguments)
        {
            bool isConstant = port.Text.AsSpan().IndexOfAny("$\"'\\`") < 0;
            if (isConstant && !ExposedPorts.TryParse(port.Text, out _, out string? error))
            {
                binding.Diagnostics.Error(DiagnosticCodes.InvalidPort, error, port.Span, Help(port.Text));
            }
        }

        return hasValidFlags ? new ExposeInstruction(binding.Span, [.. binding.Arguments.Select(port => port.Text)]) : null;
    }

    private static string Help(string port) =>
        port.EndsWith(',') ? "put blanks between ports, not commas" : "write PORT[-PORT][/tcp|/udp|/sctp]";
}
