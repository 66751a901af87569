using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Cli.Output;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Cli.Screen;

/// <summary>The forms of <c>--progress</c>.</summary>
internal static class ProgressTable
{
    private const int StandardError = 2;

    /// <summary>All modes, as buildx spells them.</summary>
    public static IReadOnlyList<string> Modes { get; } = ["auto", "plain", "tty", "rawjson", "quiet", "none"];

    /// <summary>The progress for a mode. Cursor movements are sent to terminals only: elsewhere <c>tty</c> and <c>auto</c> give plain lines.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="summarize">Says in a few lines what a build comes to.</param>
    /// <param name="measure">Says in a few lines more, for who sits at a terminal, what it did to the image's bytes.</param>
    public static IBuildProgress Create(string mode, Func<BuildRecord, IEnumerable<string>> summarize, Func<BuildRecord, IEnumerable<string>> measure)
    {
        Stream error = Console.OpenStandardError();
        return mode switch
        {
            "quiet" or "none" => new QuietProgress(),
            "rawjson" => new RawJsonProgress(error, TimeProvider.System),
            "auto" or "tty" when CanMoveTheCursor => new TerminalProgress(error, Size, UsesColors, record => [.. summarize(record), .. measure(record)]),
            _ => new PlainProgress(error, summarize),
        };
    }

    /// <summary>Colours are off where <c>NO_COLOR</c> says anything: no-color.org.</summary>
    private static bool UsesColors => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool CanMoveTheCursor =>
        TerminalSize.TryGet(StandardError, out _) && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>A terminal that does not know its size says 0; then the size of a VT100 is taken.</summary>
    private static TerminalSize Size() =>
        TerminalSize.TryGet(StandardError, out TerminalSize size) && size is { Columns: > 0, Rows: > 0 } ? size : new TerminalSize(80, 24);
}
