using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.History;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild history logs</c>: what the commands of a build wrote, byte by byte.</summary>
internal static class HistoryLogs
{
    /// <summary>Prints the logs of all steps under headings, or of one step as it is.</summary>
    public static void Print(RecordStore records, BuildRecord build, int? number)
    {
        using Stream output = Console.OpenStandardOutput();
        if (number is { } only)
        {
            RecordedStep step = build.Steps.FirstOrDefault(step => step.Number == only)
                ?? throw new BuildException($"build {build.Id} has no step {only}", $"its steps are 1 to {build.Steps.Length}");
            Copy(records, build, step, output);
            return;
        }

        foreach (RecordedStep step in build.Steps)
        {
            output.Write(Encoding.UTF8.GetBytes($"#{step.Number} {step.Text.ReplaceLineEndings(" ")}\n#{step.Number} {Outcome(step)}\n"));
            Copy(records, build, step, output);
        }
    }

    private static string Outcome(RecordedStep step) => step.Outcome == StepOutcome.Hit ? (step.Source is { } source ? $"CACHED from {source}" : "CACHED") : step.Error is { } error ? $"ERROR: {error}" : $"MISS: {step.Reason}";

    private static void Copy(RecordStore records, BuildRecord build, RecordedStep step, Stream output)
    {
        string path = records.LogPath(build.Id, step.Number);
        if (step.LogSizeInBytes > 0 && File.Exists(path))
        {
            using FileStream log = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            log.CopyTo(output);
        }
    }
}
