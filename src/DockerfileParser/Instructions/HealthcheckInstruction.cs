using System.Globalization;

namespace Sharpbuild.Dockerfiles;

/// <summary><c>HEALTHCHECK</c>: how to see whether the container works.</summary>
/// <param name="Span">The whole instruction.</param>
/// <param name="IsNone">True for <c>HEALTHCHECK NONE</c>.</param>
/// <param name="Command">The command, null for NONE.</param>
/// <param name="Interval">Time between checks; null when not said.</param>
/// <param name="Timeout">Time until a check counts as failed.</param>
/// <param name="StartPeriod">Time in which failures do not count.</param>
/// <param name="StartInterval">Time between checks in that period.</param>
/// <param name="Retries">Failures until the container counts as unhealthy.</param>
public sealed record HealthcheckInstruction(
    SourceSpan Span,
    bool IsNone,
    CommandForm? Command,
    TimeSpan? Interval,
    TimeSpan? Timeout,
    TimeSpan? StartPeriod,
    TimeSpan? StartInterval,
    int? Retries)
    : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "HEALTHCHECK";

    internal static InstructionEntry Entry { get; } = new("HEALTHCHECK", Tokens.WordThenJsonOrText, Bind);

    private static HealthcheckInstruction? Bind(Binding binding)
    {
        if (binding.Single("CMD or NONE", "HEALTHCHECK CMD curl -f http://localhost/") is not { } kind)
        {
            return null;
        }

        if (kind.Text.Equals("NONE", StringComparison.OrdinalIgnoreCase))
        {
            return BindNone(binding);
        }

        if (kind.Text.Equals("CMD", StringComparison.OrdinalIgnoreCase))
        {
            return BindCommand(binding);
        }

        binding.Diagnostics.Error(
            DiagnosticCodes.UnknownHealthcheckKind,
            $"HEALTHCHECK begins with CMD or NONE, not \"{kind.Text}\"",
            kind.Span,
            Suggestions.DidYouMean(kind.Text, ["CMD", "NONE"]));
        return null;
    }

    private static HealthcheckInstruction? BindNone(Binding binding)
    {
        binding.WarnAboutFlags();
        if (binding.Arguments.Length == 1)
        {
            return new HealthcheckInstruction(binding.Span, true, null, null, null, null, null, null);
        }

        binding.Diagnostics.Error(DiagnosticCodes.TooManyArguments, "HEALTHCHECK NONE takes no arguments", binding.Arguments[1].Span);
        return null;
    }

    private static HealthcheckInstruction? BindCommand(Binding binding)
    {
        FlagValues flags = binding.ReadFlags(
            new FlagRule("interval", FlagKind.Text, "30s"),
            new FlagRule("timeout", FlagKind.Text, "30s"),
            new FlagRule("start-period", FlagKind.Text, "0s"),
            new FlagRule("start-interval", FlagKind.Text, "5s"),
            new FlagRule("retries", FlagKind.Text, "3"));
        bool isValid = flags.IsValid;
        TimeSpan? interval = ReadDuration(binding, flags, "interval", ref isValid);
        TimeSpan? timeout = ReadDuration(binding, flags, "timeout", ref isValid);
        TimeSpan? startPeriod = ReadDuration(binding, flags, "start-period", ref isValid);
        TimeSpan? startInterval = ReadDuration(binding, flags, "start-interval", ref isValid);
        int? retries = ReadRetries(binding, flags, ref isValid);
        if (binding.Arguments.Length < 2)
        {
            binding.Missing("a command after CMD", "HEALTHCHECK CMD curl -f http://localhost/");
            return null;
        }

        return isValid
            ? new HealthcheckInstruction(binding.Span, false, binding.Command(1), interval, timeout, startPeriod, startInterval, retries)
            : null;
    }

    private static TimeSpan? ReadDuration(Binding binding, FlagValues flags, string name, ref bool isValid)
    {
        if (flags.Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        bool isDuration = GoDuration.TryParse(text, out TimeSpan duration);
        if (isDuration && (duration == TimeSpan.Zero || duration >= TimeSpan.FromMilliseconds(1)))
        {
            return duration;
        }

        isValid = false;
        binding.Diagnostics.Error(
            DiagnosticCodes.InvalidFlagValue,
            isDuration ? $"flag \"--{name}\" is 0 or at least 1ms, not \"{text}\"" : $"\"{text}\" is no duration",
            flags.Span(name),
            $"for example: --{name}=1m30s");
        return null;
    }

    private static int? ReadRetries(Binding binding, FlagValues flags, ref bool isValid)
    {
        if (flags.Text("retries") is not { Length: > 0 } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int retries) && retries >= 0)
        {
            return retries;
        }

        isValid = false;
        binding.Diagnostics.Error(
            DiagnosticCodes.InvalidFlagValue, $"\"{text}\" is no number of retries", flags.Span("retries"), "for example: --retries=3");
        return null;
    }
}
