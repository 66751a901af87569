namespace Sharpbuild.Dockerfiles;

/// <summary>Counts what a file is divided into, so that a file of 16 MiB cannot ask for a gigabyte of memory.</summary>
internal sealed class PartCount
{
    // What is kept of a file takes about 150 bytes for each part: a word, or the like of eight words for an instruction itself, or 16 characters.
    private const int Most = 1_450_000;
    private const int Instruction = 8;
    private const int Characters = 16;
    private const int WordsOfPair = 3;

    private int _count;

    /// <summary>Adds the line of an instruction before it is divided; a line that is too short for too many words is not looked at.</summary>
    /// <returns>Whether the file has room for it.</returns>
    public bool TryBegin(string line)
    {
        _count += Instruction + (line.Length / Characters);
        return _count <= Most && (line.Length / 2 <= Most - _count || Gaps(line) <= Most - _count);
    }

    /// <summary>Adds the words of an instruction.</summary>
    public void Add(InstructionSyntax instruction)
    {
        _count += instruction.Arguments.Length;
        for (InstructionSyntax? child = instruction.Child; child is not null; child = child.Child)
        {
            _count += Instruction + child.Arguments.Length;
        }
    }

    /// <summary>The places where a word can end, or in the text of a shell, where a heredoc can begin.</summary>
    private static int Gaps(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = line;
        InstructionEntry? entry;
        do
        {
            int length = rest.IndexOfAny(Tokens.Blanks);
            entry = InstructionTable.Find(rest[..(length < 0 ? rest.Length : length)].ToString());
            rest = length < 0 ? [] : rest[length..].TrimStart();
        }
        while (entry is { HasChild: true });

        bool isText = entry is null || entry.Arguments == Tokens.Text || (entry.Arguments == Tokens.JsonOrText && !rest.StartsWith('['));
        return isText ? rest.Count("<<") : (rest.Count(',') + rest.Count(' ') + rest.Count('\t')) * (entry!.Arguments == Tokens.KeyValues ? WordsOfPair : 1);
    }
}
