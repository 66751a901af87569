using System.Diagnostics;
using System.Globalization;

using Sharpbuild.Builder.Transfers;
using Sharpbuild.Cli.Output;
using Sharpbuild.Insight;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Cli.Screen;

/// <summary>What stands where on the screen: a column for the state of a step, its name, below it why it was run or what it writes.</summary>
/// <param name="colored">Whether colours are used.</param>
internal sealed class ScreenLayout(bool colored)
{
    private const int StateCells = 8;
    private const int MostOutputLines = 6;

    private static readonly string Indent = new(' ', StateCells + 1);

    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>A step that came out of the cache.</summary>
    public IEnumerable<ScreenLine> Cached(int columns, RunningStep step) => [State(columns, "CACHED", Ink.Cached).Add(step.Title)];

    /// <summary>A step that is done.</summary>
    public IEnumerable<ScreenLine> Done(int columns, RunningStep step, TimeSpan elapsed) =>
        [State(columns, Seconds(elapsed), Ink.Done).Add(step.Title), .. Reason(columns, step)];

    /// <summary>A step that failed.</summary>
    public IEnumerable<ScreenLine> Failed(int columns, RunningStep step, string message) =>
        [State(columns, "ERROR", Ink.Error).Add(step.Title), .. Reason(columns, step), Line(columns).Add(Indent).Add(message, Ink.Error)];

    /// <summary>Something that belongs to no step.</summary>
    public ScreenLine Notice(int columns, string message) => State(columns, "NOTE", Ink.Reason).Add(message);

    /// <summary>What the whole build comes to.</summary>
    public IEnumerable<ScreenLine> Summary(int columns, TimeSpan elapsed, IEnumerable<string> lines)
    {
        yield return State(columns, Seconds(elapsed), Ink.Bold).Add("in all", Ink.Bold);
        foreach (string line in lines)
        {
            yield return Line(columns).Add(Indent).Add(Terminal.OneLine(line));
        }
    }

    /// <summary>What runs now, and the line of the whole build. It never takes more than the screen has.</summary>
    public IReadOnlyList<ScreenLine> Running(TerminalSize size, IReadOnlyList<RunningStep> steps, IReadOnlyList<Transfer> transfers, StepCounts counts)
    {
        if (counts.Started == counts.Cached && steps.Count == 0 && transfers.Count == 0)
        {
            return [];
        }

        List<ScreenLine> lines = [];
        int rows = Math.Max(size.Rows - 1, 1);
        int shown = Math.Min(steps.Count, Math.Max(rows - 1, 0));
        int tail = shown == 0 ? 0 : Math.Clamp((rows - 1 - shown) / shown, 0, MostOutputLines);
        foreach (RunningStep step in steps.Take(shown))
        {
            lines.Add(Row(size.Columns, step.StartedAt, step.Title, Ink.Bold, step.Transfer));
            lines.AddRange(step.Output.Last(tail).Select(text => Line(size.Columns).Add(Indent).Add("| " + text, Ink.Dim)));
        }

        foreach (Transfer transfer in transfers.Take(rows - 1 - lines.Count))
        {
            lines.Add(Row(size.Columns, transfer.StartedAt, Terminal.OneLine(transfer.Name), Ink.Plain, transfer));
        }

        lines.Add(Whole(size.Columns, steps.Count, counts));
        return lines;
    }

    private ScreenLine Whole(int columns, int running, StepCounts counts) => State(columns, Seconds(Stopwatch.GetElapsedTime(_startedAt)), Ink.Plain)
        .Add($"{counts.Started - running} done, {counts.Cached} of them cached, {running} running");

    private IEnumerable<ScreenLine> Reason(int columns, RunningStep step) =>
        step.Reason is null ? [] : [Line(columns).Add(Indent).Add("why: " + step.Reason, Ink.Reason)];

    private ScreenLine State(int columns, string state, Ink ink) => Line(columns).Add(state.PadLeft(StateCells), ink).Add(" ");

    private ScreenLine Line(int columns) => new(columns, colored);

    /// <summary>A line of what is under way; its bytes stay in sight where the terminal is too narrow for its name.</summary>
    private ScreenLine Row(int columns, long startedAt, string name, Ink ink, Transfer? transfer)
    {
        string moved = transfer is null or { MovedBytes: 0 } ? ""
            : transfer.TotalBytes is { } total ? $"  {Amount.Of(transfer.MovedBytes)} of {Amount.Of(total)}"
            : $"  {Amount.Of(transfer.MovedBytes)}";
        int free = Math.Max(columns - Indent.Length - moved.Length, 0);
        return State(columns, Seconds(Stopwatch.GetElapsedTime(startedAt)), ink).Add(TextCells.Cut(name, free), ink).Add(moved);
    }

    private static string Seconds(TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0}s");
}
