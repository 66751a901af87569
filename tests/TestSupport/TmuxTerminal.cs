namespace Sharpbuild.TestSupport;

/// <summary>A terminal of tmux with a server of its own, in which one command line runs.</summary>
public sealed class TmuxTerminal : IDisposable
{
    private readonly string _server = $"sharpbuild-{Guid.NewGuid():N}";

    /// <summary>Opens a terminal and runs a line of shell in it; the terminal stays open behind it.</summary>
    /// <param name="columns">Cells in a line.</param>
    /// <param name="rows">Lines.</param>
    /// <param name="script">What runs.</param>
    public TmuxTerminal(int columns, int rows, string script)
    {
        Tmux("-f", "/dev/null", "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}", "-s", "test", "sh", "-c", script + "\nread line");
    }

    /// <summary>What stands on the screen, without blanks at line ends; with <paramref name="withSequences"/> with its colours.</summary>
    public string Screen(bool withSequences = false) =>
        string.Join('\n', Tmux(["capture-pane", "-p", "-t", "test", .. (string[])(withSequences ? ["-e"] : [])]).Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n');

    /// <summary>Waits until a text stands on the screen, and returns the screen. The script says <c>exit N</c> at its end; then nothing more can come.</summary>
    public string WaitFor(string text)
    {
        string screen = Screen();
        while (!screen.Contains(text, StringComparison.Ordinal))
        {
            if (screen.Contains("exit ", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"\"{text}\" did not come:\n{screen}");
            }

            Thread.Sleep(50);
            screen = Screen();
        }

        return screen;
    }

    /// <summary>Changes the size of the terminal.</summary>
    public void Resize(int columns, int rows) => Tmux("resize-window", "-t", "test", "-x", $"{columns}", "-y", $"{rows}");

    /// <inheritdoc/>
    public void Dispose() => Tmux("kill-server");

    private string Tmux(params string[] words) => ProcessRunner.Run("tmux", ["-L", _server, .. words]).Succeeded().Output;
}
