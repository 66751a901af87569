using System.Globalization;
using System.Text;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found as workflow commands, which GitHub shows at the line.</summary>
internal static class GitHubAnnotations
{
    /// <summary>One line for each finding.</summary>
    public static string Format(CheckReport report)
    {
        StringBuilder text = new();
        string path = ReportedPath.Of(report.Source.FileName);
        foreach (Finding finding in report.Findings())
        {
            string command = finding.Level switch { FindingLevel.Error => "error", FindingLevel.Warning => "warning", _ => "notice" };
            text.Append(
                CultureInfo.InvariantCulture,
                $"::{command} file={Property(path)},line={finding.Lines.Start},endLine={finding.Lines.End},title={Property(finding.Rule)}::{Data(finding.Detail)}\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>In a GitHub workflow, prints the annotations to standard error unless a format was asked for.</summary>
    public static void PrintWhereWanted(string? format, CheckReport report)
    {
        if (format is null && Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true" && Format(report) is { Length: > 0 } annotations)
        {
            Console.Error.WriteLine(annotations);
        }
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);
}
