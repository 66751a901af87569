namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>Expands <c>$x</c> and <c>${x…}</c> the way the builder does.</summary>
public static class VariableExpander
{
    /// <summary>Expands a word and removes its quotes and escapes.</summary>
    /// <param name="word">The word as written.</param>
    /// <param name="lookup">Gives a variable's value, or null when it is not set.</param>
    /// <param name="escape">The escape character of the file.</param>
    public static ExpansionResult Expand(string word, Func<string, string?> lookup, char escape) => throw new NotImplementedException();

    /// <summary>Like <see cref="Expand"/>, and splits the result at blanks that are not quoted.</summary>
    /// <param name="word">The words as written.</param>
    /// <param name="lookup">Gives a variable's value, or null when it is not set.</param>
    /// <param name="escape">The escape character of the file.</param>
    public static ExpansionResult ExpandToWords(string word, Func<string, string?> lookup, char escape) => throw new NotImplementedException();

    /// <summary>Expands a heredoc body: quotes are ordinary characters, backslash always escapes.</summary>
    /// <param name="text">The body.</param>
    /// <param name="lookup">Gives a variable's value, or null when it is not set.</param>
    public static ExpansionResult ExpandKeepingQuotes(string text, Func<string, string?> lookup) => throw new NotImplementedException();
}
