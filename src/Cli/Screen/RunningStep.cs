using System.Diagnostics;

namespace Sharpbuild.Cli.Screen;

/// <summary>A step that is under way, as the screen shows it.</summary>
/// <param name="title">Its name.</param>
internal sealed class RunningStep(string title)
{
    private const int KeptLines = 12;

    /// <summary>Its name.</summary>
    public string Title => title;

    /// <summary>When it began, as <see cref="Stopwatch.GetTimestamp"/> gives it.</summary>
    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>What it wrote.</summary>
    public OutputLines Output { get; } = new(KeptLines);

    /// <summary>Why it is not cached.</summary>
    public string? Reason { get; set; }

    /// <summary>How many bytes it has moved so far, or 0.</summary>
    public long Bytes { get; set; }

    /// <summary>How many bytes it will move, or 0 where that is not known.</summary>
    public long TotalBytes { get; set; }
}
