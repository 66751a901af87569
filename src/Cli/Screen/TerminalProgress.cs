using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Cli.Output;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Cli.Screen;

/// <summary>
/// Progress on a terminal: finished steps become one line each and scroll away; what runs stands below them, side by side, with live timers and
/// the end of its output.
/// </summary>
internal sealed class TerminalProgress : IBuildProgress, IDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly LiveRegion _region;
    private readonly ScreenLayout _layout;
    private readonly Func<TerminalSize> _size;
    private readonly Func<BuildRecord, IEnumerable<string>> _summarize;
    private readonly SortedDictionary<int, RunningStep> _running = [];
    private readonly List<Transfer> _transfers = [];
    private readonly List<ScreenLine> _finished = [];
    private readonly ManualResetEventSlim _closed = new();
    private Thread? _painter;
    private StepCounts _counts;

    /// <summary>Shows a build.</summary>
    /// <param name="terminal">Takes the bytes.</param>
    /// <param name="size">Asks for the size of the terminal, before each frame.</param>
    /// <param name="colored">Whether colours are used.</param>
    /// <param name="summarize">Says in a few lines what a build comes to.</param>
    public TerminalProgress(Stream terminal, Func<TerminalSize> size, bool colored, Func<BuildRecord, IEnumerable<string>> summarize)
    {
        _region = new LiveRegion(terminal);
        _layout = new ScreenLayout(colored);
        _size = size;
        _summarize = summarize;
    }

    /// <inheritdoc/>
    public void Started(int step, string name)
    {
        lock (_lock)
        {
            _running[step] = new RunningStep(Terminal.OneLine(name));
            _counts = _counts with { Started = _counts.Started + 1 };
        }
    }

    /// <inheritdoc/>
    public void Cached(int step, string? source)
    {
        lock (_lock)
        {
            _counts = _counts with { Cached = _counts.Cached + 1 };
            Finish(step, (width, done) => _layout.Cached(width, done));
        }
    }

    /// <inheritdoc/>
    public void Missed(int step, string reason)
    {
        lock (_lock)
        {
            _running[step].Reason = reason == MissReason.NotBuiltBefore ? null : Terminal.OneLine(reason);
            _painter ??= StartPainter();
        }
    }

    /// <inheritdoc/>
    public void Output(int step, int stream, ReadOnlyMemory<byte> text)
    {
        lock (_lock)
        {
            _running[step].Output.Add(text.Span);
        }
    }

    /// <inheritdoc/>
    public void Done(int step, StepFigures figures)
    {
        lock (_lock)
        {
            Finish(step, (width, done) => _layout.Done(width, done, figures.Elapsed));
        }
    }

    /// <inheritdoc/>
    public void Failed(int step, string message)
    {
        lock (_lock)
        {
            Finish(step, (width, failed) => _layout.Failed(width, failed, Terminal.OneLine(message)));
        }
    }

    /// <inheritdoc/>
    public void Notice(string message)
    {
        lock (_lock)
        {
            _finished.Add(_layout.Notice(Columns(_size()), Terminal.OneLine(message)));
            Paint();
        }
    }

    /// <inheritdoc/>
    public void Transferred(Transfer transfer)
    {
        lock (_lock)
        {
            if (transfer.Step > 0)
            {
                if (_running.TryGetValue(transfer.Step, out RunningStep? step))
                {
                    step.Transfer = transfer;
                }
            }
            else if (transfer.IsEnded)
            {
                _transfers.Remove(transfer);
            }
            else if (!_transfers.Contains(transfer))
            {
                _transfers.Add(transfer);
                _painter ??= StartPainter();
            }
        }
    }

    /// <inheritdoc/>
    public void Finished(BuildRecord record)
    {
        lock (_lock)
        {
            _running.Clear();
            _transfers.Clear();
            _counts = default;
            _finished.AddRange(_layout.Summary(Columns(_size()), record.Elapsed, _summarize(record)));
            Paint();
        }
    }

    /// <summary>Takes what is still running off the screen; the lines of what is done stay.</summary>
    public void Dispose()
    {
        _closed.Set();
        _painter?.Join();
        lock (_lock)
        {
            _running.Clear();
            _transfers.Clear();
            _counts = default;
            Paint();
        }

        _closed.Dispose();
    }

    private void Finish(int step, Func<int, RunningStep, IEnumerable<ScreenLine>> lines)
    {
        if (_running.Remove(step, out RunningStep? finished))
        {
            _finished.AddRange(lines(Columns(_size()), finished));
            Paint();
        }
    }

    private Thread StartPainter()
    {
        Thread painter = new(PaintUntilClosed) { IsBackground = true, Name = "progress" };
        painter.Start();
        return painter;
    }

    private void PaintUntilClosed()
    {
        try
        {
            while (!_closed.Wait(FrameTime))
            {
                lock (_lock)
                {
                    Paint();
                }
            }
        }
        catch (IOException)
        {
            // The terminal is gone: there is nobody to paint for, and the build goes on.
        }
    }

    private void Paint()
    {
        TerminalSize size = _size();
        _region.Draw(Columns(size), _finished, _layout.Running(size with { Columns = Columns(size) }, [.. _running.Values], _transfers, _counts));
        _finished.Clear();
    }

    /// <summary>One cell is left free at the end of a line: some terminals wrap as soon as the last one is written.</summary>
    private static int Columns(TerminalSize size) => Math.Max(size.Columns - 1, 1);
}
