using Sharpbuild.Builder;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Input;
using Sharpbuild.Cli.Output;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Outlines;

namespace Sharpbuild.Cli.Checking;

/// <summary><c>--check</c> and <c>--call</c>: answers questions on a Dockerfile instead of building it.</summary>
internal static class CallCommand
{
    /// <summary>Answers on standard output.</summary>
    /// <returns>1 where the file is broken or a check found something, as buildx does.</returns>
    public static int Run(ParseResult parsed, DockerfileInput input, BuildSettings settings, BuildOptions options)
    {
        CallMethod method = CallMethod.Parse(settings.Call);
        switch (method.Name)
        {
            case "check":
                return Check(method, parsed, new BuildChecks(parsed.Dockerfile, input, settings, options));

            case "targets":
                return Answer(parsed, () => method.FormatOf("text", "json") == "json" ? TargetsAnswer.ToJson(parsed.Dockerfile) : TargetsAnswer.ToText(parsed.Dockerfile));

            case "outline":
                return Answer(parsed, () => Outline(method, parsed.Dockerfile, new BuildChecks(parsed.Dockerfile, input, settings, options)));

            case "describe":
                Console.Out.WriteLine(method.FormatOf("text", "json") == "json" ? DescribeAnswer.ToJson() : DescribeAnswer.ToText());
                return ExitCode.Done;

            default:
                throw new UsageException($"--call: \"{method.Name}\" is not known", "write build, check, outline, targets or describe");
        }
    }

    private static int Answer(ParseResult parsed, Func<string> answer)
    {
        if (parsed.HasErrors)
        {
            DiagnosticText.Print(parsed.Dockerfile.Source, parsed.Diagnostics);
            return ExitCode.Failed;
        }

        Console.Out.WriteLine(answer());
        return ExitCode.Done;
    }

    private static string Outline(CallMethod method, Dockerfile dockerfile, BuildChecks checks)
    {
        StageGraph.Create(dockerfile, checks.Options);
        DockerfileOutline outline = DockerfileOutline.Of(dockerfile, checks.ToCheckOptions());
        return method.FormatOf("text", "json") == "json" ? OutlineAnswer.ToJson(outline, dockerfile.Source) : OutlineAnswer.ToText(outline);
    }

    private static int Check(CallMethod method, ParseResult parsed, BuildChecks checks)
    {
        string format = method.FormatOf("text", "json", "sarif", "github", "gitlab");
        CheckReport report = parsed.HasErrors
            ? new CheckReport(parsed.Dockerfile.Source, [], [], [.. parsed.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)])
            : checks.Report(FindPlanErrors(parsed.Dockerfile, checks.Options));
        string answer = format switch
        {
            "json" => CheckJson.Format(report),
            "sarif" => CheckSarif.Format(report),
            "github" => GitHubAnnotations.Format(report),
            "gitlab" => GitLabReport.Format(report),
            _ => CheckText.Format(report),
        };
        if (answer.Length > 0)
        {
            Console.Out.WriteLine(answer);
        }

        DiagnosticText.Print(report.Source, report.Errors);
        GitHubAnnotations.PrintWhereWanted(method.Format, report);
        return report.IsClean || (method.IgnoresStatus && report.Errors.IsEmpty) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>What a build would refuse before it runs anything: unknown stages, empty base names, an unknown target.</summary>
    private static Diagnostic[] FindPlanErrors(Dockerfile dockerfile, BuildOptions options)
    {
        try
        {
            StageGraph.Create(dockerfile, options);
            return [];
        }
        catch (BuildException failure)
        {
            return [ErrorText.ToDiagnostic(failure)];
        }
    }
}
