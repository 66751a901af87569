using System.Collections.Immutable;
using System.Globalization;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles;

/// <summary>The word that begins a heredoc: <c>[fd]&lt;&lt;[-]NAME</c>.</summary>
internal sealed record HeredocMark(string Name, bool Expand, bool Chomp, int FileDescriptor)
{
    private const string Arrow = "<<";

    /// <summary>Finds the heredocs of an instruction's line in order; quoted ones do not count.</summary>
    public static ImmutableArray<HeredocMark> FindAll(string line)
    {
        if (!line.Contains(Arrow, StringComparison.Ordinal))
        {
            return [];
        }

        ImmutableArray<HeredocMark>.Builder marks = ImmutableArray.CreateBuilder<HeredocMark>();
        foreach (string word in VariableExpander.SplitWords(line, ExpansionOptions.KeepQuotes | ExpansionOptions.KeepEscapes).Words)
        {
            if (TryParse(word) is { } mark)
            {
                marks.Add(mark);
            }
        }

        return marks.ToImmutable();
    }

    /// <summary>Reads one word; null when it begins no heredoc.</summary>
    public static HeredocMark? TryParse(string word)
    {
        int arrow = word.IndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0 || word.AsSpan(0, arrow).ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        ReadOnlySpan<char> rest = word.AsSpan(arrow + Arrow.Length);
        bool chomp = rest.StartsWith('-');
        string delimiter = rest[(chomp ? 1 : 0)..].TrimStart(" \t\r\n\f").ToString();
        ImmutableArray<string> bare = VariableExpander.SplitWords(delimiter, ExpansionOptions.None).Words;
        ImmutableArray<string> quoted = VariableExpander.SplitWords(delimiter, ExpansionOptions.KeepQuotes).Words;
        if (delimiter.Contains('<', StringComparison.Ordinal) || bare.Length != 1 || quoted.Length != 1)
        {
            return null;
        }

        _ = int.TryParse(word.AsSpan(0, arrow), NumberStyles.None, CultureInfo.InvariantCulture, out int fileDescriptor);
        return new HeredocMark(bare[0], CountQuotes(bare[0]) == CountQuotes(quoted[0]), chomp, fileDescriptor);
    }

    private static int CountQuotes(string word) => word.AsSpan().CountAny('\'', '"');
}
