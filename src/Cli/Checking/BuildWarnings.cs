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
            text.Append(" - ").Append(Terminal.Escape(WarningJson.Short(warning))).Append('\n');
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

    private static void PrintRaw(CheckReport report)
    {
        foreach (CheckWarning warning in report.Warnings)
        {
            CanonicalJsonWriter json = new();
            json.BeginObject().Name("warnings").BeginArray();
            WarningJson.Write(json, report.Source, warning);
            json.EndArray().EndObject();
            Console.Error.WriteLine(Encoding.UTF8.GetString(json.ToArray()));
        }
    }
}
