using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>Turns the command of an instruction into the words that are executed.</summary>
internal static class CommandLine
{
    /// <summary>Where the script of a here-document with <c>#!</c> lies while it runs.</summary>
    public const string ScriptDirectory = "dev/pipes";

    /// <summary>MAX_ARG_STRLEN of execve(2), less the final zero.</summary>
    private const int LongestWord = (32 * 4096) - 1;

    /// <summary>The words of CMD, ENTRYPOINT and HEALTHCHECK.</summary>
    public static ImmutableArray<string> Words(CommandForm command, ImmutableArray<string> shell) =>
        command.IsExec ? command.Words : [.. shell, command.Text];

    /// <summary>The words of RUN, here-documents included.</summary>
    /// <param name="run">The instruction.</param>
    /// <param name="shell">The shell of the shell form.</param>
    /// <param name="script">The script that must lie at <see cref="ScriptDirectory"/>, name and text, or null.</param>
    /// <exception cref="BuildException">A word is longer than the kernel takes.</exception>
    public static ImmutableArray<string> Words(RunInstruction run, ImmutableArray<string> shell, out KeyValuePair<string, string>? script)
    {
        ImmutableArray<string> words = Divide(run, shell, out script);
        foreach (string word in words)
        {
            if (Encoding.UTF8.GetByteCount(word) is var length && length > LongestWord)
            {
                throw new BuildException(
                    string.Create(CultureInfo.InvariantCulture, $"the command has a text of {length} bytes, and the kernel takes {LongestWord} at most (execve(2))"),
                    "COPY a script and run that, or begin a heredoc with #!/bin/sh");
            }
        }

        return words;
    }

    private static ImmutableArray<string> Divide(RunInstruction run, ImmutableArray<string> shell, out KeyValuePair<string, string>? script)
    {
        script = null;
        if (run.Command.IsExec || run.Heredocs.IsEmpty)
        {
            return Words(run.Command, shell);
        }

        if (run.Heredocs.Length > 1 || !IsHeredocAlone(run.Command.Text))
        {
            return [.. shell, Rebuild(run)];
        }

        Heredoc heredoc = run.Heredocs[0];
        string body = heredoc.ContentWithoutTabs;
        if (!body.StartsWith("#!", StringComparison.Ordinal))
        {
            return [.. shell, body];
        }

        script = new(heredoc.Name, body);
        return [.. shell, $"/{ScriptDirectory}/{heredoc.Name}"];
    }

    private static bool IsHeredocAlone(string text) =>
        text.StartsWith("<<", StringComparison.Ordinal) && !text.TrimEnd().AsSpan(2).TrimStart("- \t").ContainsAny(' ', '\t');

    private static string Rebuild(RunInstruction run)
    {
        StringBuilder text = new(run.Command.Text);
        foreach (Heredoc heredoc in run.Heredocs)
        {
            text.Append('\n').Append(heredoc.Content).Append(heredoc.Name);
        }

        return text.ToString();
    }
}
