using System.Text;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>Quotes, escapes and variables of a word, in every form of expansion.</summary>
internal static class WordsTarget
{
    private static readonly string[] Seeds =
    [
        "a${X}b", "${X:-d}", "${X-d}", "${X:+d}", "${X+d}", "${X:?e}", "${X#p*}", "${X##p*}", "${X%p*}", "${X%%*p}", "${X/a/b}", "${X//a/b}",
        "'a $X'", "\"a $X \\\" \\$X\"", "\\$X", "$X$Y ${X:-${Y:-'z'}}", "a\\ b c", "${X/\\//x}", "${X:-\"q } q\"}",
    ];

    private static readonly string[] Tokens =
        ["$", "${", "}", "X", "Y", "${X", ":-", ":+", ":?", "-", "+", "?", "#", "##", "%", "%%", "/", "//", "*", "[", "\\", "`", "'", "\"", " ", "\t", "$1", "$@", "é", "\U0001F600"];

    public static FuzzTarget Create() => new("words", DockerfileSeeds.Bytes(Seeds), DockerfileSeeds.Bytes(Tokens), Execute) { LongestInput = 128 };

    private static void Execute(byte[] input)
    {
        string word = Encoding.UTF8.GetString(input);
        foreach (char escape in "\\`")
        {
            Examine(VariableExpander.Expand(word, Lookup, escape));
            Examine(VariableExpander.ExpandToWords(word, Lookup, escape));
        }

        Examine(VariableExpander.ExpandKeepingQuotes(word, Lookup));
    }

    private static void Examine(ExpansionResult result)
    {
        if (result.Error is not null && !result.Words.IsEmpty)
        {
            throw new InvalidOperationException("an error and words");
        }
    }

    private static string? Lookup(string name) => name switch
    {
        "X" => "papa/b c",
        "Y" => "",
        _ => null,
    };
}
