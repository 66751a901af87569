using System.Diagnostics;

using Sharpbuild.Builder.Transfers;

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

    /// <summary>The bytes that it moves, or null.</summary>
    public Transfer? Transfer { get; set; }
}
