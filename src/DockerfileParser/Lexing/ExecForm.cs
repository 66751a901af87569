using System.Collections.Immutable;
using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>Reads the JSON form of an instruction: an array of strings and nothing else.</summary>
internal static class ExecForm
{
    /// <summary>Reads <paramref name="text"/> from its first character to its last.</summary>
    /// <param name="text">The arguments of an instruction.</param>
    /// <param name="words">The strings, with offsets relative to the text, when there is nothing else.</param>
    /// <param name="wrong">Where the first element is that is no string, when the outcome says so.</param>
    public static ExecFormOutcome Read(ReadOnlySpan<char> text, out ImmutableArray<Word> words, out (int Start, int Length) wrong)
    {
        words = [];
        wrong = default;
        if (!text.TrimStart().StartsWith('['))
        {
            return ExecFormOutcome.NotJson;
        }

        JsonScanner scanner = new(text);
        ImmutableArray<Word>.Builder found = ImmutableArray.CreateBuilder<Word>();
        scanner.SkipBlanks();
        scanner.TryTake('[');
        if (!ReadElements(ref scanner, found, ref wrong))
        {
            return ExecFormOutcome.NotJson;
        }

        scanner.SkipBlanks();
        if (!scanner.AtEnd)
        {
            return ExecFormOutcome.NotJson;
        }

        words = found.ToImmutable();
        return wrong.Length > 0 ? ExecFormOutcome.OtherValues : ExecFormOutcome.Strings;
    }

    private static bool ReadElements(ref JsonScanner scanner, ImmutableArray<Word>.Builder found, ref (int Start, int Length) wrong)
    {
        scanner.SkipBlanks();
        if (scanner.TryTake(']'))
        {
            return true;
        }

        StringBuilder buffer = new();
        while (true)
        {
            scanner.SkipBlanks();
            int start = scanner.Position;
            bool isString = scanner.Current == '"';
            buffer.Clear();
            if (!(isString ? scanner.TryReadString(buffer) : scanner.TrySkipValue()))
            {
                return false;
            }

            if (isString)
            {
                found.Add(new Word(buffer.ToString(), start, scanner.Position - start));
            }
            else if (wrong.Length == 0)
            {
                wrong = (start, scanner.Position - start);
            }

            scanner.SkipBlanks();
            if (!scanner.TryTake(','))
            {
                return scanner.TryTake(']');
            }
        }
    }
}
