using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Export;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Output;
using Sharpbuild.Insight.Advising;
using Sharpbuild.Insight.Builds;
using Sharpbuild.Insight.Layers;
using Sharpbuild.Insight.Reports;
using Sharpbuild.Oci;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild report</c>.</summary>
internal static class ReportCommand
{
    private const int MostAdvisedBuilds = 20;

    /// <summary>Writes a report of a build to a file or to standard output.</summary>
    public static int Run(string[] arguments)
    {
        ReportSettings settings = new();
        List<string> words = ArgumentReader.Read(arguments, ReportSettings.Options, settings);
        if (words.Count > 1)
        {
            throw new UsageException($"one build is expected, but there are {words.Count}: {string.Join(' ', words)}", "write sharpbuild report [BUILD] -o report.html");
        }

        StateDirectory state = new(StateDirectories.Choose(settings.StateDirectory));
        RecordStore records = new(state);
        BuildRecord build = new BuildChoice(records).Find(words.Count == 0 ? null : words[0]);
        ResultFile.Write(settings.Output, Text(build, settings.Format, state, records));
        return ExitCode.Done;
    }

    private static string Text(BuildRecord build, string format, StateDirectory state, RecordStore records)
    {
        BuildRecord? before = new PreviousBuilds(records).Of(build.Names, build.Id).FirstOrDefault(earlier => earlier.Result is not null);
        return format switch
        {
            "markdown" => MarkdownReport.Write(build, before),
            "trace" => Encoding.UTF8.GetString(TraceFile.Write(build)),
            "otlp" => Encoding.UTF8.GetString(SpanFile.Write(build)),
            _ => HtmlReport.Write(Material(build, before, state, records)),
        };
    }

    private static ReportMaterial Material(BuildRecord build, BuildRecord? before, StateDirectory state, RecordStore records)
    {
        (Advice? advice, AdviceSubject? subject) = AdviceOn(build, state);
        return new ReportMaterial(build, before, Logs(build, records), Layers(build, state), advice, subject);
    }

    /// <summary>Advice drawn from the builds up to this one; none where it failed or its Dockerfile can't be read any more.</summary>
    private static (Advice? Advice, AdviceSubject? Subject) AdviceOn(BuildRecord build, StateDirectory state)
    {
        try
        {
            return build.Outcome == BuildOutcome.Succeeded ? new AdviceSource(state).For(build, MostAdvisedBuilds) : (null, null);
        }
        catch (Exception unusable) when (unusable is BuildException or InputException)
        {
            return (null, null);
        }
    }

    private static LayerStack? Layers(BuildRecord build, StateDirectory state)
    {
        if (build.Result is not { } result || !Digest.TryParse(result.Manifest, out Digest manifest))
        {
            return null;
        }

        using ImageReader reader = new(state);
        return reader.TryRead(manifest, CancellationToken.None);
    }

    private static SortedDictionary<int, StepLog> Logs(BuildRecord build, RecordStore records)
    {
        SortedDictionary<int, StepLog> logs = [];
        foreach (RecordedStep step in build.Steps)
        {
            if (StepLog.TryRead(records, build.Id, step.Number, Terminal.EscapeLines) is { } log)
            {
                logs[step.Number] = log;
            }
        }

        return logs;
    }
}
