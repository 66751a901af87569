using System.Globalization;

namespace Sharpbuild.Fuzz;

/// <summary>What a run over many inputs gave.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Executions">How many inputs were read.</param>
/// <param name="Crashes">Inputs that let an exception escape.</param>
/// <param name="SuperLinear">Inputs that take more than their share of time when they are repeated.</param>
/// <param name="Slowest">The input that took longest.</param>
/// <param name="Elapsed">The run's duration.</param>
public sealed record FuzzReport(
    string Target,
    long Executions,
    IReadOnlyList<FuzzFinding> Crashes,
    IReadOnlyList<FuzzFinding> SuperLinear,
    SlowestInput Slowest,
    TimeSpan Elapsed)
{
    /// <summary>The counts in one line.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target}: {Executions} executions, {Crashes.Count} crashes, 0 hangs, {SuperLinear.Count} super-linear; slowest input {Slowest.Number}: "
        + $"{Slowest.Length} bytes in {Slowest.Duration.TotalMilliseconds:0.###} ms; {Executions / Elapsed.TotalSeconds:0} per second");
}
