using System.Text;

using Sharpbuild.Builder.Export;
using Sharpbuild.Builder.History;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Output;
using Sharpbuild.Insight.Builds;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild history</c>: the records of builds.</summary>
internal static class HistoryCommand
{
    private const string Verbs = "write sharpbuild history ls, inspect, logs, rm, export or import";

    /// <summary>Runs what the first word names.</summary>
    public static int Run(string[] arguments)
    {
        HistorySettings settings = HistorySettings.Read(arguments);
        if (settings.Words.Count == 0)
        {
            throw new UsageException("history needs a word that says what to do", Verbs);
        }

        List<string> builds = settings.Words[1..];
        switch (settings.Words[0])
        {
            case "ls":
                HistoryList.Print(settings.Records, settings.Json, settings.Quiet);
                return ExitCode.Done;
            case "inspect":
                Inspect(settings, One(builds, "inspect"));
                return ExitCode.Done;
            case "logs":
                HistoryLogs.Print(settings.Records, new BuildChoice(settings.Records).Find(One(builds, "logs")), settings.Step);
                return ExitCode.Done;
            case "rm":
                Remove(settings, builds);
                return ExitCode.Done;
            case "export":
                Export(settings, builds);
                return ExitCode.Done;
            case "import":
                Import(settings, builds);
                return ExitCode.Done;
            default:
                throw new UsageException($"history can't \"{settings.Words[0]}\"", Verbs);
        }
    }

    private static string? One(List<string> builds, string verb) => builds.Count switch
    {
        0 => null,
        1 => builds[0],
        _ => throw new UsageException($"history {verb} takes one build, not {builds.Count}"),
    };

    private static void Inspect(HistorySettings settings, string? build)
    {
        BuildRecord record = new BuildChoice(settings.Records).Find(build);
        if (settings.Json)
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(BuildRecordJson.Write(record)));
            return;
        }

        foreach (string line in RecordText.Lines(record))
        {
            Console.Out.WriteLine(Terminal.Escape(line));
        }
    }

    private static void Remove(HistorySettings settings, List<string> builds)
    {
        if (builds.Count == 0 && !settings.All)
        {
            throw new UsageException("history rm needs a build", "name one, or write --all");
        }

        RecordStore records = settings.Records;
        BuildChoice choice = new(records);
        foreach (string id in settings.All ? records.List() : builds.ConvertAll(choice.FindId))
        {
            records.Remove(id);
            Console.Out.WriteLine(id);
        }
    }

    private static void Export(HistorySettings settings, List<string> builds)
    {
        string output = settings.Output ?? throw new UsageException("history export needs --output", "write -o FILE, or -o - for standard output");
        RecordStore records = settings.Records;
        BuildChoice choice = new(records);
        List<string> ids = settings.All ? records.List() : builds.Count == 0 ? [choice.FindId(null)] : builds.ConvertAll(choice.FindId);
        using Signals signals = new();
        ResultFile.Write(output, stream => new HistoryArchive(settings.State).Export(ids, stream, signals.Token));
    }

    private static void Import(HistorySettings settings, List<string> words)
    {
        string file = settings.File ?? One(words, "import") ?? throw new UsageException("history import needs --file", "write -f FILE");
        using Signals signals = new();
        foreach (string id in new HistoryArchive(settings.State).Import(file, signals.Token))
        {
            Console.Out.WriteLine(id);
        }
    }
}
