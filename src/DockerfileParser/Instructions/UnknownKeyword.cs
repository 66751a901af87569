namespace Sharpbuild.Dockerfiles;

/// <summary>Guesses what was meant by a first word that is no keyword.</summary>
internal static class UnknownKeyword
{
    public static string Help(string word)
    {
        string? prefix = InstructionTable.Keywords.FirstOrDefault(keyword => word.StartsWith(keyword, StringComparison.Ordinal));
        if (prefix is not null && word.Length > prefix.Length + 2)
        {
            return $"write a blank after {prefix}";
        }

        if (!word.All(char.IsAsciiLetter) || word.All(char.IsAsciiLetterLower))
        {
            return Suggestions.DidYouMean(word, InstructionTable.Keywords)
                ?? "to continue the line above, end it with a backslash; a comment begins with \"#\"";
        }

        return Suggestions.DidYouMean(word, InstructionTable.Keywords)
            ?? $"known instructions: {string.Join(", ", InstructionTable.Keywords)}";
    }
}
