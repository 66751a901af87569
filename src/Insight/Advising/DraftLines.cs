using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Changes a Dockerfile line by line.</summary>
internal sealed class DraftLines
{
    private readonly List<string?> _lines;
    private readonly Dictionary<int, List<string>> _after = [];

    /// <summary>Begins with a text; its line ends are kept.</summary>
    public DraftLines(string text) => _lines = [.. text.Split('\n')];

    /// <summary>The lines of an instruction with the comments directly above it.</summary>
    public string[] Take(Instruction instruction)
    {
        int start = instruction.Lines.Start;
        while (start > 1 && _lines[start - 2] is { } above && above.TrimStart().StartsWith('#') && start > instruction.Lines.Start - instruction.LeadingComments.Length)
        {
            start--;
        }

        return [.. _lines[(start - 1)..instruction.Lines.End].OfType<string>()];
    }

    /// <summary>The lines of an instruction with a flag more, comments left out.</summary>
    public string[] WithFlag(Instruction instruction, string flag)
    {
        string[] written = Take(instruction)[^(instruction.Lines.End - instruction.Lines.Start + 1)..];
        int keyword = written[0].IndexOf(instruction.KeywordAsWritten, StringComparison.Ordinal) + instruction.KeywordAsWritten.Length;
        written[0] = $"{written[0][..keyword]} {flag} {written[0][keyword..].TrimStart()}";
        return written;
    }

    /// <summary>Removes an instruction with the comments directly above it.</summary>
    public string[] Remove(Instruction instruction)
    {
        string[] taken = Take(instruction);
        for (int line = instruction.Lines.End - taken.Length; line < instruction.Lines.End; line++)
        {
            _lines[line] = null;
        }

        return taken;
    }

    /// <summary>Puts other lines where an instruction is.</summary>
    public void Replace(Instruction instruction, params string[] lines)
    {
        for (int line = instruction.Lines.Start - 1; line < instruction.Lines.End; line++)
        {
            _lines[line] = null;
        }

        InsertAfter(instruction.Lines.End, lines);
    }

    /// <summary>Puts lines behind a line.</summary>
    public void InsertAfter(int line, params string[] lines)
    {
        _after.TryAdd(line, []);
        _after[line].AddRange(lines);
    }

    /// <summary>The text.</summary>
    public override string ToString()
    {
        List<string> result = [];
        for (int index = 0; index < _lines.Count; index++)
        {
            if (_lines[index] is { } line)
            {
                result.Add(line);
            }

            if (_after.TryGetValue(index + 1, out List<string>? more))
            {
                result.AddRange(more);
            }
        }

        return string.Join('\n', result);
    }
}
