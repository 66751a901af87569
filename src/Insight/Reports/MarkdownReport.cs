using System.Text;

using Sharpbuild.Builder.History;
using Sharpbuild.Insight.Timelines;

namespace Sharpbuild.Insight.Reports;

/// <summary>A build as GitHub-flavoured Markdown, for the summary page of a CI job.</summary>
public static class MarkdownReport
{
    private const int LongestText = 100;

    /// <summary>The text.</summary>
    /// <param name="build">The build.</param>
    /// <param name="before">The build of the same thing before it, or null.</param>
    public static string Write(BuildRecord build, BuildRecord? before)
    {
        StringBuilder text = new();
        string name = build.Options.Tags.IsEmpty ? build.Options.Context : build.Options.Tags[0];
        text.Append($"## {Escape(name)}: {build.Outcome} in {Amount.Of(build.Elapsed)}\n\n");
        foreach (string line in BuildSummary.Lines(build, before))
        {
            text.Append($"- {Escape(line)}\n");
        }

        if (build.Error is { } error)
        {
            text.Append($"\n**Line {build.ErrorLine}:** {Escape(error)}\n");
        }

        text.Append("\n| Step | Result | Time | Layer | Why |\n|---|---|---:|---:|---|\n");
        foreach (RecordedStep step in build.Steps)
        {
            string stage = build.StageOf(step.Stage)?.Name ?? "";
            text.Append($"| `{Code($"{stage} {step.Ordinal}: {step.Text}")}` | {step.Outcome} | {Amount.Of(step.Elapsed)} | ")
                .Append($"{(step.Layer is { } layer ? Amount.Of(layer.SizeInBytes) : "")} | {Escape(step.Error ?? step.Reason ?? "")} |\n");
        }

        if (build.Result is { } result)
        {
            text.Append($"\nManifest `{result.Manifest}`\n");
        }

        return text.ToString();
    }

    /// <summary>Text of a table cell in which nothing is markup.</summary>
    private static string Escape(string text)
    {
        StringBuilder safe = new(text.Length);
        foreach (char character in OneLine(text))
        {
            safe.Append(character switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' => $"\\{character}",
                _ => character.ToString(),
            });
        }

        return safe.ToString();
    }

    /// <summary>Text between backticks of a table cell: a bar ends the cell even there.</summary>
    private static string Code(string text)
    {
        string line = OneLine(text).Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal);
        return line.Length > LongestText ? $"{line[..LongestText]}…" : line;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
