using System.Text;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The commands of a RUN as plain text; good enough to recognise some, no shell parser.</summary>
internal static class ShellText
{
    private static readonly char[] CommandEnds = ['\n', ';', '&', '|'];
    private static readonly char[] Separators = [' ', '\t', '\n', '\r', ';', '&', '|', '(', ')', '{', '}'];

    /// <summary>Nobody writes longer ones, and to divide them would take many times their size.</summary>
    private const int MostCharacters = 256 * 1024;

    /// <summary>The shell text, the words of the exec form, and the heredocs; the start of what is very long.</summary>
    public static string Of(RunInstruction run)
    {
        StringBuilder text = new();
        Append(text, run.Command.IsExec ? string.Join(' ', run.Command.Words) : run.Command.Text);
        foreach (Heredoc heredoc in run.Heredocs)
        {
            Append(text, "\n");
            Append(text, heredoc.Content);
        }

        return text.ToString();
    }

    /// <summary>The simple commands in order, each as its words; keywords and redirections are not told apart.</summary>
    public static IEnumerable<string[]> Commands(RunInstruction run)
    {
        string joined = Of(run).Replace("\\\n", " ", StringComparison.Ordinal);
        return joined.Split(CommandEnds, StringSplitOptions.RemoveEmptyEntries)
            .Select(command => command.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0);
    }

    /// <summary>The first of <paramref name="commands"/> that the RUN calls; options may stand between its words.</summary>
    public static string? FindCommand(RunInstruction run, IEnumerable<string> commands)
    {
        string[] words = Of(run).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return commands.FirstOrDefault(command => Calls(words, command.Split(' ')));
    }

    private static void Append(StringBuilder text, string part) => text.Append(part.AsSpan(0, Math.Min(part.Length, MostCharacters - text.Length)));

    private static bool Calls(string[] words, string[] command)
    {
        for (int start = 0; start < words.Length; start++)
        {
            if (words[start] == command[0] && Follows(words, start + 1, command[1]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Follows(string[] words, int position, string wanted)
    {
        while (position < words.Length && words[position] != wanted && words[position].StartsWith('-'))
        {
            position++;
        }

        return position < words.Length && words[position] == wanted;
    }
}
