using System.Collections.Immutable;

using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Builder.Planning;

/// <summary>The variables that an instruction sees: ENV and ARG, the later declaration winning.</summary>
/// <param name="Values">The value of each variable that has one.</param>
/// <param name="Arguments">The ARGs declared so far that have a value, in order of their first declaration.</param>
/// <param name="Escape">The escape character of the file.</param>
public sealed record VariableScope(ImmutableDictionary<string, string> Values, ImmutableArray<string> Arguments, char Escape)
{
    private const char QuoteMark = '"';

    /// <summary>A value after expansion has at most 1 MiB.</summary>
    private const int LongestValue = 1 << 20;

    private readonly ExpansionBudget _budget = new();

    /// <summary>All ARGs declared so far, also those without a value, in order of their first declaration.</summary>
    public ImmutableArray<string> Declared { get; private init; } = [];

    /// <summary>A scope without variables.</summary>
    public static VariableScope Empty(char escape) => new(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), [], escape);

    /// <summary>The value of a variable, or null where it has none.</summary>
    public string? Lookup(string name) => Values.GetValueOrDefault(name);

    /// <summary>The scope after <c>ENV name=value</c>.</summary>
    public VariableScope WithEnvironment(string name, string value) => this with { Values = Values.SetItem(name, value) };

    /// <summary>The scope after <c>ARG name</c> took <paramref name="value"/>; an ARG without a value is declared and changes no variable.</summary>
    public VariableScope WithArgument(string name, string? value)
    {
        VariableScope declared = this with { Declared = With(Declared, name) };
        return value is null ? declared : declared with { Values = Values.SetItem(name, value), Arguments = With(Arguments, name) };
    }

    /// <summary>Replaces the variables of a word and removes its quotes.</summary>
    /// <exception cref="BuildException">The word is malformed, or a <c>${name:?text}</c> has no value.</exception>
    public string Expand(string word)
    {
        string value = Checked(VariableExpander.Expand(word, Lookup, Escape), word).Value;
        _budget.Spend(word, value);
        return value.Length <= LongestValue ? value : throw new BuildException(
            $"a value of {value.Length} characters is too long: {LongestValue} are allowed", "put a long text into a file and COPY it");
    }

    /// <summary>Replaces the variables of a word, removes its quotes and splits what the variables brought in.</summary>
    /// <exception cref="BuildException">The word is malformed, or a <c>${name:?text}</c> has no value.</exception>
    public ImmutableArray<string> ExpandToWords(string word) =>
        [.. Checked(VariableExpander.ExpandToWords(word, Lookup, Escape), word).Words];

    /// <summary>Replaces the variables of the body of a here-document; its quotes stay.</summary>
    /// <exception cref="BuildException">The text is malformed, or a <c>${name:?text}</c> has no value.</exception>
    public string ExpandText(string text) => text.AsSpan().ContainsAny('$', '\\') ? Checked(VariableExpander.ExpandKeepingQuotes(text, Lookup), word: null).Value : text;

    private static ImmutableArray<string> With(ImmutableArray<string> names, string name) => names.Contains(name) ? names : names.Add(name);

    /// <param name="result">What came of expanding.</param>
    /// <param name="word">The word; null for the body of a here-document.</param>
    private ExpansionResult Checked(ExpansionResult result, string? word)
    {
        if (result.Error is null)
        {
            return result;
        }

        string what = word is null ? "the here-document" : $"\"{word.Trim(QuoteMark)}\"";
        throw new BuildException($"failed to expand {what}: {result.Error}", HelpFor(result.Error));
    }

    private string? HelpFor(string error) => error switch
    {
        _ when error.Contains("quote is not closed", StringComparison.Ordinal) => $"close it, or write {Escape}\" or {Escape}' for the character itself",
        _ when error.Contains('}', StringComparison.Ordinal) || error.Contains("substitution", StringComparison.Ordinal) => $"write ${{NAME}} or ${{NAME:-default}}; a dollar sign itself is written {Escape}$",
        _ => null,
    };
}
