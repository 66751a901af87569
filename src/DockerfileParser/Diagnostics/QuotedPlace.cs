namespace Sharpbuild.Dockerfiles;

/// <summary>Finds what a message quotes first in the text that it is about.</summary>
public static class QuotedPlace
{
    /// <summary>The place of the quoted text where it stands exactly once as a word of its own, else <paramref name="span"/>.</summary>
    public static SourceSpan Narrow(SourceText source, SourceSpan span, string message)
    {
        int open = message.IndexOf('"', StringComparison.Ordinal);
        int close = open < 0 ? -1 : message.IndexOf('"', open + 1);
        if (close <= open + 1)
        {
            return span;
        }

        int place = FindOnly(source.Text.AsSpan(span.Start, span.Length), message.AsSpan(open + 1, close - open - 1));
        return place < 0 ? span : new SourceSpan(span.Start + place, close - open - 1);
    }

    private static int FindOnly(ReadOnlySpan<char> text, ReadOnlySpan<char> word)
    {
        int found = -1;
        for (int start = 0; start + word.Length <= text.Length;)
        {
            int next = text[start..].IndexOf(word);
            if (next < 0)
            {
                break;
            }

            next += start;
            int end = next + word.Length;
            bool isWord = (next == 0 || !IsPartOfWord(text[next - 1])) && (end == text.Length || !IsPartOfWord(text[end]));
            if (isWord && found >= 0)
            {
                return -1;
            }

            found = isWord ? next : found;
            start = next + 1;
        }

        return found;
    }

    private static bool IsPartOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';
}
