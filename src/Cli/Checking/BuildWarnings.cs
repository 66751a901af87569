using System.Globalization;
using System.Text;

using Sharpbuild.Cli.Input;
using Sharpbuild.Cli.Output;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>Shows warnings beside a build, as buildx does: a short list at the end, or one line of <c>rawjson</c> each.</summary>
internal static class BuildWarnings
{
    /// <summary>Prints to standard error what suits the kind of progress; nothing where the build is quiet.</summary>
    public static void Print(CheckReport report, BuildSettings settings)
    {
        if (report.Warnings.IsEmpty || settings.Quiet || settings.Progress is "quiet" or "none")
        {
            return;
        }

        if (settings.Progress == "rawjson")
        {
            PrintRaw(report);
            return;
        }

        StringBuilder text = new();
        string count = report.Warnings.Length == 1 ? "1 warning" : $"{report.Warnings.Length} warnings";
        text.Append(CultureInfo.InvariantCulture, $"\n {count} found (use --check to expand):\n");
        foreach (CheckWarning warning in report.Warnings)
        {
            text.Append(" - ").Append(Terminal.Escape(Short(warning))).Append('\n');
        }

        Console.Error.Write(text);
        GitHubAnnotations.PrintWhereWanted(format: null, report);
    }

    /// <summary>Tells why a build that asks for <c>error=true</c> does not begin.</summary>
    public static int Refuse(CheckReport report)
    {
        Console.Error.WriteLine(CheckText.Format(report with { Advice = [] }));
        return ErrorText.Print("the checks found something, and the Dockerfile asks for error=true", "correct it or skip the rule with # check=skip=RULE", ExitCode.Violated);
    }

    private static string Short(CheckWarning warning) => string.Create(CultureInfo.InvariantCulture, $"{warning.RuleName}: {warning.Detail} (line {warning.Lines.Start})");

    private static void PrintRaw(CheckReport report)
    {
        foreach (CheckWarning warning in report.Warnings)
        {
            CanonicalJsonWriter json = new();
            json.BeginObject().Name("warnings").BeginArray().BeginObject()
                .Name("level").Number(1)
                .Name("short").String(Base64(Short(warning)))
                .Name("detail").BeginArray().String(Base64(warning.Description)).EndArray()
                .Member("url", warning.Url)
                .Name("sourceInfo").BeginObject()
                .Name("filename").String(report.Source.FileName)
                .Name("data").String(Base64(report.Source.Text))
                .Name("language").String("Dockerfile")
                .EndObject().Name("range").BeginArray();
            JsonLocation.WriteRange(json, warning.Lines);
            json.EndArray().EndObject().EndArray().EndObject();
            Console.Error.WriteLine(Encoding.UTF8.GetString(json.ToArray()));
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
