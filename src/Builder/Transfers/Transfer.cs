using System.Diagnostics;

namespace Sharpbuild.Builder.Transfers;

/// <summary>Bytes under way: a layer that is fetched, a download, an output. Disposing it ends it.</summary>
/// <remarks>Adding bytes takes no lock, and tells the listener ten times a second at most.</remarks>
public sealed class Transfer : IDisposable
{
    private const long ReportMilliseconds = 100;

    private readonly ITransferListener? _listener;
    private long _movedBytes;
    private long _reportedAt = Environment.TickCount64;

    private Transfer(ITransferListener? listener, string name, long? totalBytes, int step) =>
        (_listener, Name, TotalBytes, Step) = (listener, name, totalBytes, step);

    /// <summary>What is moved, as users read it.</summary>
    public string Name { get; }

    /// <summary>How many bytes there will be; null where that is not known.</summary>
    public long? TotalBytes { get; }

    /// <summary>The number of the step that it belongs to; 0 for none.</summary>
    public int Step { get; }

    /// <summary>When it began, as <see cref="Stopwatch.GetTimestamp"/> gives it.</summary>
    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>The bytes moved so far.</summary>
    public long MovedBytes => Interlocked.Read(ref _movedBytes);

    /// <summary>Whether it ended, well or not.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Begins a transfer.</summary>
    /// <param name="listener">Hears of it; null where nobody does.</param>
    /// <param name="name">What is moved, as users read it.</param>
    /// <param name="totalBytes">How many bytes there will be; null where that is not known.</param>
    /// <param name="step">The number of the step that it belongs to; 0 for none.</param>
    public static Transfer Begin(ITransferListener? listener, string name, long? totalBytes, int step = 0)
    {
        Transfer transfer = new(listener, name, totalBytes, step);
        listener?.Transferred(transfer);
        return transfer;
    }

    /// <summary>Counts bytes that were moved.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _movedBytes, bytes);
        long last = Volatile.Read(ref _reportedAt);
        long now = Environment.TickCount64;
        if (now - last >= ReportMilliseconds && Interlocked.CompareExchange(ref _reportedAt, now, last) == last)
        {
            _listener?.Transferred(this);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsEnded)
        {
            IsEnded = true;
            _listener?.Transferred(this);
        }
    }
}
