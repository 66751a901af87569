using System.Text;
using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>The grammar of the flags between a keyword and its arguments.</summary>
internal static class Flags
{
    private const string Terminator = "--";

    /// <summary>One flag with the blanks before it; quotes and escapes are removed.</summary>
    private static readonly Parser<Word> Flag = input =>
    {
        CharCursor cursor = SkipBlanks((CharCursor)input);
        if (!cursor.Rest.StartsWith(Terminator))
        {
            return Tokens.Missing<Word>(input, "a flag");
        }

        string text = Unquote(cursor.Rest, cursor.Escape, out int count);
        return text == Terminator
            ? Tokens.Missing<Word>(input, "a flag")
            : Result.Success(new Word(text, cursor.Position, count), cursor.Skip(count));
    };

    /// <summary>A lone <c>--</c>, after which nothing is a flag.</summary>
    private static readonly Parser<bool> End = input =>
    {
        CharCursor cursor = SkipBlanks((CharCursor)input);
        return cursor.Rest.StartsWith(Terminator) && Unquote(cursor.Rest, cursor.Escape, out int count) == Terminator
            ? Result.Success(true, cursor.Skip(count))
            : Tokens.Missing<bool>(input, "--");
    };

    /// <summary>All flags up to the first word that is none.</summary>
    public static readonly Parser<IEnumerable<Word>> Leading =
        from flags in Flag.XMany()
        from end in End.Optional()
        from blanks in Tokens.OptionalBlanks
        select flags;

    private static CharCursor SkipBlanks(CharCursor cursor) => cursor.Skip(cursor.Rest.Length - cursor.Rest.TrimStart().Length);

    private static string Unquote(ReadOnlySpan<char> rest, char escape, out int count)
    {
        StringBuilder text = new();
        char quote = '\0';
        for (count = 0; count < rest.Length && (quote != '\0' || !char.IsWhiteSpace(rest[count])); count++)
        {
            char current = rest[count];
            if (current == escape)
            {
                count++;
                text.Append(rest[Math.Min(count, rest.Length)..Math.Min(count + 1, rest.Length)]);
            }
            else if (quote == '\0' ? current is '"' or '\'' : current == quote)
            {
                quote = quote == '\0' ? current : '\0';
            }
            else
            {
                text.Append(current);
            }
        }

        count = Math.Min(count, rest.Length);
        return text.ToString();
    }
}
