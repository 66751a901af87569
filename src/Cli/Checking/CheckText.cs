using System.Globalization;
using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;

namespace Sharpbuild.Cli.Checking;

/// <summary>What the checks found, for people.</summary>
internal static class CheckText
{
    /// <summary>One paragraph for each finding: rule, detail, place and line.</summary>
    public static string Format(CheckResult result, SourceText source)
    {
        if (result.Warnings.IsEmpty && result.Advice.IsEmpty)
        {
            return "Check complete, no warnings found.";
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Check complete, {result.Warnings.Length} warnings and {result.Advice.Length} pieces of advice.\n");
        foreach (CheckWarning warning in result.Warnings)
        {
            Append(text, "WARNING", warning, source);
        }

        foreach (CheckWarning advice in result.Advice)
        {
            Append(text, "ADVICE", advice, source);
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Workflow commands, which GitHub shows at the line.</summary>
    public static string FormatForGitHub(CheckResult result, SourceText source)
    {
        StringBuilder text = new();
        foreach (CheckWarning warning in (IEnumerable<CheckWarning>)[.. result.Warnings, .. result.Advice])
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"::warning file={Property(source.FileName)},line={warning.Lines.Start},endLine={warning.Lines.End},title={Property(warning.RuleName)}::{Data(warning.Detail)}\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, string kind, CheckWarning warning, SourceText source)
    {
        text.Append('\n').Append(kind).Append(": ").Append(warning.RuleName);
        if (warning.Url is { } url)
        {
            text.Append(" - ").Append(url);
        }

        text.Append('\n').Append(warning.Detail).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{source.FileName}:{warning.Lines.Start}\n");
        for (int line = warning.Lines.Start; line <= Math.Min(warning.Lines.End, source.LineCount); line++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {line,4} | ").Append(source.GetLine(line)).Append('\n');
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
