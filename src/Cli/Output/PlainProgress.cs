using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Transfers;
using Sharpbuild.Insight;

namespace Sharpbuild.Cli.Output;

/// <summary>Progress as plain lines, one event each, for logs and pipes.</summary>
/// <param name="error">Takes the lines.</param>
/// <param name="summarize">Says in a few lines what a build comes to.</param>
internal sealed class PlainProgress(Stream error, Func<BuildRecord, IEnumerable<string>> summarize) : IBuildProgress
{
    /// <summary>A longer line is shown in parts, so that a command cannot fill the memory with one.</summary>
    private const int MostLineBytes = 64 * 1024;

    /// <summary>A transfer that took no longer is not worth a line.</summary>
    private static readonly TimeSpan LongTransfer = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<int, long> _startedAt = new();
    private readonly ConcurrentDictionary<(int Step, int Stream), List<byte>> _partialLines = new();

    /// <inheritdoc/>
    public void Started(int step, string name)
    {
        _startedAt[step] = Stopwatch.GetTimestamp();
        Write($"#{step} {Terminal.Escape(name)}");
    }

    /// <inheritdoc/>
    public void Cached(int step, string? source) => Write(source is null ? $"#{step} CACHED" : $"#{step} CACHED from {source}");

    /// <inheritdoc/>
    public void Missed(int step, string reason) => Write($"#{step} MISS: {Terminal.Escape(reason)}");

    /// <inheritdoc/>
    public void Output(int step, int stream, ReadOnlyMemory<byte> text)
    {
        List<byte> line = _partialLines.GetOrAdd((step, stream), _ => []);
        lock (line)
        {
            foreach (byte value in text.Span)
            {
                if (value == (byte)'\n')
                {
                    Flush(step, line);
                }
                else
                {
                    line.Add(value);
                    if (line.Count == MostLineBytes)
                    {
                        Flush(step, line);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Done(int step, StepFigures figures)
    {
        FlushAll(step);
        if (figures.Usage is { } usage)
        {
            Write($"#{step} USED {UsageText.Of(usage)}");
        }

        Write(string.Create(CultureInfo.InvariantCulture, $"#{step} DONE {figures.Elapsed.TotalSeconds:0.0}s"));
    }

    /// <inheritdoc/>
    public void Failed(int step, string message)
    {
        FlushAll(step);
        Write($"#{step} ERROR: {Terminal.Escape(message)}");
    }

    /// <inheritdoc/>
    public void Notice(string message) => Write($"sharpbuild: {Terminal.Escape(message)}");

    /// <inheritdoc/>
    public void Transferred(Transfer transfer)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(transfer.StartedAt);
        if (transfer.IsEnded && transfer.Step == 0 && elapsed >= LongTransfer)
        {
            string moved = transfer.MovedBytes == 0 ? "" : $"{Amount.Of(transfer.MovedBytes)} in ";
            Write($"sharpbuild: {Terminal.Escape(transfer.Name)}: {moved}{Amount.Of(elapsed)}");
        }
    }

    /// <inheritdoc/>
    public void Finished(BuildRecord record)
    {
        if (record.Hits == record.Steps.Length)
        {
            return;
        }

        foreach (string line in summarize(record))
        {
            Write($"sharpbuild: {Terminal.Escape(line)}");
        }
    }

    private void FlushAll(int step)
    {
        foreach (int stream in (ReadOnlySpan<int>)[1, 2])
        {
            if (_partialLines.TryRemove((step, stream), out List<byte>? line) && line.Count > 0)
            {
                Flush(step, line);
            }
        }
    }

    private void Flush(int step, List<byte> line)
    {
        double seconds = _startedAt.TryGetValue(step, out long start) ? Stopwatch.GetElapsedTime(start).TotalSeconds : 0;
        string text = Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
        line.Clear();
        Write(string.Create(CultureInfo.InvariantCulture, $"#{step} {seconds:0.000} {Terminal.Escape(text)}"));
    }

    private void Write(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_lock)
        {
            error.Write(bytes);
        }
    }
}
