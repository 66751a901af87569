namespace Sharpbuild.Dockerfiles;

/// <summary>Measures a word in which quotes and escapes keep blanks together.</summary>
internal static class QuotedRun
{
    /// <summary>Length of the word at the start of <paramref name="rest"/>.</summary>
    /// <param name="rest">The line from the word on.</param>
    /// <param name="escape">The file's escape character; inside single quotes it is an ordinary character.</param>
    /// <param name="kept">How much of it is kept: an escape that ends the line is dropped.</param>
    public static int Length(ReadOnlySpan<char> rest, char escape, out int kept)
    {
        char quote = '\0';
        int position = 0;
        while (position < rest.Length)
        {
            char current = rest[position];
            if (quote == '\0' && char.IsWhiteSpace(current))
            {
                break;
            }

            if (current == escape && quote != '\'')
            {
                if (position + 1 == rest.Length)
                {
                    kept = position;
                    return rest.Length;
                }

                position += 2;
                continue;
            }

            quote = NextQuote(quote, current);
            position++;
        }

        kept = position;
        return position;
    }

    private static char NextQuote(char quote, char current) => (quote, current) switch
    {
        ('\0', '"' or '\'') => current,
        _ when quote == current => '\0',
        _ => quote,
    };
}
