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
public sealed record HealthcheckInstruction(SourceSpan Span, bool IsNone, CommandForm? Command, TimeSpan? Interval, TimeSpan? Timeout, TimeSpan? StartPeriod, TimeSpan? StartInterval, int? Retries) : Instruction(Span)
{
    /// <inheritdoc/>
    public override string Keyword => "HEALTHCHECK";
}
