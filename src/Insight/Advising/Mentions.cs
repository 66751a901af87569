using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Finds uses of a variable in text.</summary>
internal static class Mentions
{
    /// <summary>Whether the text has <c>$NAME</c> or <c>${NAME</c>.</summary>
    public static bool Variable(string text, string name)
    {
        for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            int end = at + name.Length;
            bool begins = at > 0 && (text[at - 1] == '$' || (text[at - 1] is '{' or '!' && text.AsSpan(0, at).Contains('$')));
            if (begins && (end == text.Length || !(char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an instruction may use the variable: a RUN sees it in its environment, so the bare name counts there.</summary>
    public static bool In(Instruction instruction, string name) => instruction is RunInstruction run
        ? run.Original.Contains(name, StringComparison.Ordinal) || run.Heredocs.Any(heredoc => heredoc.Content.Contains(name, StringComparison.Ordinal))
        : Variable(instruction.Original, name);
}
