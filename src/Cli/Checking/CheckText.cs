using System.Globalization;
using System.Text;

using Sharpbuild.Cli.Output;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found, for people, as buildx prints it; our own advice follows the warnings.</summary>
internal static class CheckText
{
    private const string Rule = "--------------------\n";

    /// <summary>A headline, and for each finding its rule, detail and lines; empty where there is nothing but errors.</summary>
    public static string Format(CheckReport report)
    {
        StringBuilder text = new();
        if (report.Warnings.Length > 0)
        {
            string count = report.Warnings.Length == 1 ? "1 warning has" : $"{report.Warnings.Length} warnings have";
            text.Append(CultureInfo.InvariantCulture, $"Check complete, {count} been found!\n");
        }
        else if (report.Errors.IsEmpty)
        {
            text.Append("Check complete, no warnings found.\n");
        }

        Append(text, report.Source, "WARNING", report.Warnings);
        Append(text, report.Source, "ADVICE", report.Advice);
        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, SourceText source, string kind, IEnumerable<CheckWarning> warnings)
    {
        foreach (CheckWarning warning in warnings)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{kind}: {warning.RuleName}{(warning.Url is null ? "" : $" - {warning.Url}")}\n");
            text.Append(Terminal.Escape(warning.Detail)).Append('\n');
            AppendExcerpt(text, source, warning.Lines);
        }
    }

    /// <summary>The lines with a few around them, those of the instruction marked.</summary>
    private static void AppendExcerpt(StringBuilder text, SourceText source, LineRange lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"{source.FileName}:{lines.Start}\n{Rule}");
        LineRange shown = Widen(lines, source.LineCount);
        for (int line = shown.Start; line <= shown.End; line++)
        {
            string mark = line >= lines.Start && line <= lines.End ? ">>>" : "   ";
            text.Append(CultureInfo.InvariantCulture, $" {line,3} | {mark} {Terminal.Escape(source.GetLine(line).ToString())}\n");
        }

        text.Append(Rule);
    }

    private static LineRange Widen(LineRange lines, int lineCount)
    {
        (int start, int end) = (lines.Start, Math.Min(lines.End, lineCount));
        int wanted = start == end ? 4 : 2;
        for (int added = 0; added < wanted; added++)
        {
            if (start > 1)
            {
                start--;
                added++;
            }

            if (end != lineCount)
            {
                end++;
                added++;
            }
        }

        return new LineRange(start, end);
    }
}
