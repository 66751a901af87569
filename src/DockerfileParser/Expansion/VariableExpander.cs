using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>Expands <c>$x</c> and <c>${x…}</c> the way the builder does.</summary>
public static class VariableExpander
{
    /// <summary>Expands a word and removes its quotes and escapes.</summary>
    /// <param name="word">The word as written.</param>
    /// <param name="lookup">Gives a variable's value, or null when it is not set.</param>
    /// <param name="escape">The escape character of the file.</param>
    public static ExpansionResult Expand(string word, Func<string, string?> lookup, char escape) =>
        Run(word, lookup, escape, ExpansionOptions.None, null);

    /// <summary>Like <see cref="Expand"/>, and splits the result at blanks that are not quoted.</summary>
    /// <param name="word">The words as written.</param>
    /// <param name="lookup">Gives a variable's value, or null when it is not set.</param>
    /// <param name="escape">The escape character of the file.</param>
    public static ExpansionResult ExpandToWords(string word, Func<string, string?> lookup, char escape) =>
        Run(word, lookup, escape, ExpansionOptions.None, new WordCollector());

    /// <summary>Expands a heredoc body: quotes are ordinary characters, backslash always escapes.</summary>
    /// <param name="text">The body.</param>
    /// <param name="lookup">Gives a variable's value, or null when it is not set.</param>
    public static ExpansionResult ExpandKeepingQuotes(string text, Func<string, string?> lookup) =>
        Run(text, lookup, '\\', ExpansionOptions.IgnoreQuotes, null);

    /// <summary>Splits a text into words without expanding anything.</summary>
    internal static ExpansionResult SplitWords(string text, ExpansionOptions options) =>
        Run(text, _ => null, '\\', options | ExpansionOptions.KeepUnset, new WordCollector());

    private static ExpansionResult Run(
        string word, Func<string, string?> lookup, char escape, ExpansionOptions options, WordCollector? words)
    {
        ExpansionPass expansion = new(word, lookup, escape, options);
        string value = "";
        string? error = null;
        try
        {
            value = expansion.Process(null, options.HasFlag(ExpansionOptions.KeepEscapes), words);
        }
        catch (ExpansionException exception)
        {
            error = exception.Message;
        }

        ImmutableArray<string> divided = words is null || error is not null ? [] : words.Finish();
        return new ExpansionResult(value, divided, error, [.. expansion.Matched], [.. expansion.Unmatched]);
    }
}
