using System.Text;

namespace Sharpbuild.Cli.Screen;

/// <summary>One line of the terminal, cut where the line ends. Nothing wraps.</summary>
/// <param name="columns">The cells of the line.</param>
/// <param name="colored">Whether looks are written as SGR sequences (ECMA-48, 8.3.117).</param>
internal sealed class ScreenLine(int columns, bool colored)
{
    private static readonly string[] Sequences = ["", "\e[2m", "\e[1m", "\e[36m", "\e[32m", "\e[33m", "\e[31m"];

    private readonly StringBuilder _text = new();

    /// <summary>The cells used so far.</summary>
    public int Width { get; private set; }

    /// <summary>Adds text that has no control characters.</summary>
    public ScreenLine Add(string text, Ink ink = Ink.Plain)
    {
        string cut = TextCells.Cut(text, columns - Width);
        Width += TextCells.Width(cut);
        if (!colored || ink == Ink.Plain || cut.Length == 0)
        {
            _text.Append(cut);
        }
        else
        {
            _text.Append(Sequences[(int)ink]).Append(cut).Append("\e[0m");
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
