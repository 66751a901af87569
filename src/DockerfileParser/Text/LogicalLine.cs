using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>An instruction's line after its continuations are joined, with the way back to the source.</summary>
internal sealed class LogicalLine
{
    private readonly (int Logical, int Source)[] _pieces;

    /// <param name="text">The joined text.</param>
    /// <param name="pieces">Where each run of the text begins, in the text and in the source; at least one.</param>
    /// <param name="lines">The physical lines, heredoc bodies not included.</param>
    public LogicalLine(string text, IReadOnlyList<(int Logical, int Source)> pieces, LineRange lines)
    {
        Text = text;
        Lines = lines;
        _pieces = [.. pieces];
    }

    public string Text { get; }

    public LineRange Lines { get; }

    /// <summary>Comment lines directly above, without <c>#</c> and blanks.</summary>
    public ImmutableArray<string> LeadingComments { get; init; } = [];

    /// <summary>Whether an empty line stands between the continuation lines.</summary>
    public bool HasEmptyContinuation { get; init; }

    public SourceSpan ToSource(int start, int length)
    {
        int first = ToSource(start);
        return length == 0 ? new SourceSpan(first, 0) : SourceSpan.Between(first, ToSource(start + length - 1) + 1);
    }

    private int ToSource(int logical)
    {
        int first = 0;
        int end = _pieces.Length;
        while (end - first > 1)
        {
            int middle = (first + end) / 2;
            (first, end) = _pieces[middle].Logical <= logical ? (middle, end) : (first, middle);
        }

        return _pieces[first].Source + logical - _pieces[first].Logical;
    }
}
