namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A script in a heredoc that goes on after a failed command.</summary>
internal static class HeredocWithoutErrorExitCheck
{
    public static readonly CheckRule Rule = new(
        "HeredocWithoutErrorExit",
        "A script in a heredoc stops at the first failed command",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            if (evaluated.Instruction is RunInstruction { Heredocs: [var heredoc] } run
                && !evaluated.HasShell
                && run.Command.Text.StartsWith("<<", StringComparison.Ordinal)
                && !run.Command.Text.Contains(' ', StringComparison.Ordinal)
                && GoesOnAfterFailure(heredoc.ContentWithoutTabs))
            {
                context.Report(run, "only the last command decides whether this RUN fails; begin the script with set -e");
            }
        }
    }

    private static bool GoesOnAfterFailure(string script)
    {
        if (script.StartsWith("#!", StringComparison.Ordinal))
        {
            return false;
        }

        string joined = script.Replace("\\\n", " ", StringComparison.Ordinal).Replace("&&\n", "&& ", StringComparison.Ordinal)
            .Replace("||\n", "|| ", StringComparison.Ordinal).Replace("|\n", "| ", StringComparison.Ordinal);
        string[] lines = [.. joined.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))];
        return lines.Length > 1 && !lines.Any(SetsErrorExit);
    }

    private static bool SetsErrorExit(string line) =>
        line.StartsWith("set -", StringComparison.Ordinal)
        && (line.Split(' ')[1].Contains('e', StringComparison.Ordinal) || line.Contains("errexit", StringComparison.Ordinal));
}
