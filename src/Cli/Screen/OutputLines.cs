using System.Text;

using Sharpbuild.Cli.Output;

namespace Sharpbuild.Cli.Screen;

/// <summary>The last lines that a command wrote, as a terminal may show them: no cursor movements, no colours of its own.</summary>
/// <param name="capacity">How many lines are kept.</param>
internal sealed class OutputLines(int capacity)
{
    private const int LongestLine = 4096;

    private readonly Queue<string> _lines = new();
    private readonly List<byte> _current = [];
    private bool _returned;

    /// <summary>Takes what the command wrote.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value == (byte)'\n')
            {
                Keep();
            }
            else if (value == (byte)'\r')
            {
                _returned = true;
            }
            else
            {
                AddToLine(value);
            }
        }
    }

    /// <summary>The last <paramref name="count"/> lines, the unfinished one included, oldest first.</summary>
    public IEnumerable<string> Last(int count)
    {
        string unfinished = Shown();
        IEnumerable<string> lines = unfinished.Length == 0 ? _lines : _lines.Append(unfinished);
        return lines.TakeLast(count);
    }

    /// <summary>A carriage return begins the line again, as programs draw progress bars with it.</summary>
    private void AddToLine(byte value)
    {
        if (_returned)
        {
            _current.Clear();
            _returned = false;
        }

        if (_current.Count < LongestLine)
        {
            _current.Add(value);
        }
    }

    private void Keep()
    {
        string line = Shown();
        _current.Clear();
        _returned = false;
        if (line.Length > 0)
        {
            _lines.Enqueue(line);
        }

        if (_lines.Count > capacity)
        {
            _lines.Dequeue();
        }
    }

    private string Shown() =>
        Terminal.Escape(WithoutSequences(Encoding.UTF8.GetString([.. _current]))).Replace("\t", "    ", StringComparison.Ordinal).TrimEnd();

    /// <summary>Drops control sequences that begin with CSI (ECMA-48, 5.4), such as colours.</summary>
    private static string WithoutSequences(string line)
    {
        if (!line.Contains("\e[", StringComparison.Ordinal))
        {
            return line;
        }

        StringBuilder text = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e' && i + 1 < line.Length && line[i + 1] == '[')
            {
                i += 2;
                while (i < line.Length && line[i] is < '@' or > '~')
                {
                    i++;
                }
            }
            else
            {
                text.Append(line[i]);
            }
        }

        return text.ToString();
    }
}
