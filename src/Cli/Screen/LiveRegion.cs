using System.Text;

namespace Sharpbuild.Cli.Screen;

/// <summary>
/// The lines at the bottom of a terminal that are written over and over, below lines that stay. A frame is one write, so that
/// nothing flickers; only relative cursor movements are used (ECMA-48: CUU, ED), so that it works at any place of the screen.
/// </summary>
/// <param name="terminal">Takes the bytes.</param>
internal sealed class LiveRegion(Stream terminal)
{
    private readonly StringBuilder _frame = new();
    private readonly List<int> _widths = [];

    /// <summary>Replaces the region.</summary>
    /// <param name="columns">The cells of a line now; where it changed since the last frame, the old lines have been wrapped anew.</param>
    /// <param name="lasting">Lines that scroll away upwards and stay.</param>
    /// <param name="live">The new lines of the region.</param>
    public void Draw(int columns, IReadOnlyList<ScreenLine> lasting, IReadOnlyList<ScreenLine> live)
    {
        if (lasting.Count == 0 && live.Count == 0 && _widths.Count == 0)
        {
            return;
        }

        _frame.Clear();
        Erase(columns);
        foreach (ScreenLine line in lasting)
        {
            _frame.Append(line).Append('\n');
        }

        for (int i = 0; i < live.Count; i++)
        {
            _frame.Append(i == 0 ? "" : "\n").Append(live[i]);
            _widths.Add(live[i].Width);
        }

        terminal.Write(Encoding.UTF8.GetBytes(_frame.ToString()));
    }

    private void Erase(int columns)
    {
        if (_widths.Count == 0)
        {
            return;
        }

        int rows = _widths.Sum(width => Math.Max(1, (width + columns - 1) / columns));
        _frame.Append('\r');
        if (rows > 1)
        {
            _frame.Append("\e[").Append(rows - 1).Append('A');
        }

        _frame.Append("\e[J");
        _widths.Clear();
    }
}
