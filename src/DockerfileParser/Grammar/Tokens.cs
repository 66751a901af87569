using System.Collections.Immutable;
using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>The leaves of all grammars. Each takes its whole run of characters at once.</summary>
internal static class Tokens
{
    /// <summary>The blanks that part words; other Unicode blanks are part of a word.</summary>
    public const string Blanks = "\t\v\f\r ";

    /// <summary>What a JSON array must hold.</summary>
    public const string JsonString = "a JSON string";

    /// <summary>What ENV and LABEL take.</summary>
    public const string Pair = "NAME=VALUE";

    public static readonly Parser<Word> Keyword = Run((rest, _) => LengthUntilBlank(rest), "an instruction");

    /// <summary>Any number of blanks, none too.</summary>
    public static readonly Parser<int> OptionalBlanks = input =>
    {
        CharCursor cursor = (CharCursor)input;
        int count = AnyBlanks(cursor.Rest);
        return Result.Success(count, count == 0 ? cursor : cursor.Skip(count));
    };

    private static readonly Parser<Word> WordGap = Run((rest, _) => WordBlanks(rest), "a blank");

    public static readonly Parser<Word> PlainWord = Run((rest, _) => LengthUntilBlank(rest), "a word");

    public static readonly Parser<Word> RestOfLine = Run((rest, _) => rest.Length, "a text");

    /// <summary>A word up to the next blank of any kind.</summary>
    private static readonly Parser<Word> FirstWord = Run((rest, _) => LengthUntilAnyBlank(rest), "a word");

    private static readonly Parser<Word> NextPlainWord = input =>
    {
        CharCursor cursor = (CharCursor)input;
        cursor = cursor.Skip(WordBlanks(cursor.Rest));
        int count = LengthUntilBlank(cursor.Rest);
        return count == 0 ? Missing<Word>(input, "a word") : Result.Success(WordAt(cursor, count), cursor.Skip(count));
    };

    /// <summary>A word in which quotes and escapes keep blanks together; they stay in the word.</summary>
    private static readonly Parser<Word> NextQuotedWord = input =>
    {
        CharCursor cursor = (CharCursor)input;
        cursor = cursor.Skip(AnyBlanks(cursor.Rest));
        int count = QuotedRun.Length(cursor.Rest, cursor.Escape, out int kept);
        return kept == 0 ? Missing<Word>(input, "a word") : Result.Success(WordAt(cursor, kept), cursor.Skip(count));
    };

    public static readonly Parser<ArgumentList> Words =
        from words in NextPlainWord.Many()
        select new ArgumentList([.. words], false);

    public static readonly Parser<ArgumentList> QuotedWords =
        from words in NextQuotedWord.Many()
        select new ArgumentList([.. words], false);

    public static readonly Parser<ArgumentList> Text = RestOfLine.Select(text => ArgumentList.Of(text));

    public static readonly Parser<ArgumentList> JsonOrText = JsonOr(Text);

    public static readonly Parser<ArgumentList> JsonOrWords = JsonOr(Words);

    /// <summary>A word, then the JSON form or a text.</summary>
    public static readonly Parser<ArgumentList> WordThenJsonOrText =
        from first in FirstWord
        from gap in OptionalBlanks
        from rest in JsonOrText.XOptional()
        select Prepend(first, rest.GetOrElse(ArgumentList.Empty));

    private static readonly Parser<ArgumentList> OldPair =
        from key in PlainWord
        from gap in WordGap
        from value in RestOfLine
        select ArgumentList.Of(key, value, new Word("", value.Start, 0));

    /// <summary>One pair of the new form with the blanks before it, as key, value and separator.</summary>
    private static readonly Parser<Word[]> Assignment = input =>
    {
        CharCursor cursor = (CharCursor)input;
        cursor = cursor.Skip(AnyBlanks(cursor.Rest));
        int count = QuotedRun.Length(cursor.Rest, cursor.Escape, out int kept);
        if (kept == 0)
        {
            return Missing<Word[]>(input, Pair);
        }

        ReadOnlySpan<char> word = cursor.Rest[..kept];
        int equals = word.IndexOf('=');
        return equals < 0
            ? Missing<Word[]>(cursor, Pair)
            : Result.Success(SplitAt(word, equals, cursor.Position), cursor.Skip(count));
    };

    private static readonly Parser<ArgumentList> Assignments =
        from pairs in Assignment.XMany()
        select new ArgumentList([.. pairs.SelectMany(pair => pair)], false);

    /// <summary><c>NAME=VALUE</c> pairs, or the old form <c>NAME VALUE</c>: the first word tells them apart.</summary>
    public static readonly Parser<ArgumentList> KeyValues = input =>
    {
        CharCursor cursor = (CharCursor)input;
        QuotedRun.Length(cursor.Rest, cursor.Escape, out int kept);
        return cursor.Rest[..kept].Contains('=') ? Assignments(input) : OldPair(input);
    };

    public static IResult<T> Missing<T>(IInput input, string expected) =>
        Result.Failure<T>(input, expected, [expected]);

    private static Parser<Word> Run(RunLength length, string expected) => input =>
    {
        CharCursor cursor = (CharCursor)input;
        int count = length(cursor.Rest, cursor.Escape);
        return count == 0
            ? Missing<Word>(input, expected)
            : Result.Success(WordAt(cursor, count), cursor.Skip(count));
    };

    private static Word WordAt(CharCursor cursor, int length) => new(cursor.Rest[..length].ToString(), cursor.Position, length);

    private static int AnyBlanks(ReadOnlySpan<char> rest) => rest.Length - rest.TrimStart().Length;

    private static int WordBlanks(ReadOnlySpan<char> rest) => rest.Length - rest.TrimStart(Blanks).Length;

    /// <summary>The JSON form, or <paramref name="otherwise"/> when the text is no well-formed array.</summary>
    private static Parser<ArgumentList> JsonOr(Parser<ArgumentList> otherwise) => input =>
    {
        CharCursor cursor = (CharCursor)input;
        switch (ExecForm.Read(cursor.Rest, out ImmutableArray<Word> words, out (int Start, int Length) wrong))
        {
            case ExecFormOutcome.Strings:
                ImmutableArray<Word> moved = [.. words.Select(word => word with { Start = word.Start + cursor.Position })];
                return Result.Success(new ArgumentList(moved, true), cursor.Skip(cursor.Rest.Length));
            case ExecFormOutcome.OtherValues:
                return Missing<ArgumentList>(cursor.Skip(wrong.Start).Take(wrong.Length), JsonString);
            default:
                return otherwise(input);
        }
    };

    private static Word[] SplitAt(ReadOnlySpan<char> word, int equals, int start) =>
    [
        new(word[..equals].ToString(), start, equals),
        new(word[(equals + 1)..].ToString(), start + equals + 1, word.Length - equals - 1),
        new("=", start + equals, 1),
    ];

    private static ArgumentList Prepend(Word first, ArgumentList rest) => new([first, .. rest.Words], rest.IsJson);

    private static int LengthUntilAnyBlank(ReadOnlySpan<char> rest)
    {
        int count = 0;
        while (count < rest.Length && !char.IsWhiteSpace(rest[count]))
        {
            count++;
        }

        return count;
    }

    private static int LengthUntilBlank(ReadOnlySpan<char> rest)
    {
        int blank = rest.IndexOfAny(Blanks);
        return blank < 0 ? rest.Length : blank;
    }
}
