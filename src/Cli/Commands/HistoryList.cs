using System.Globalization;
using System.Text;

using Sharpbuild.Builder.History;
using Sharpbuild.Cli.Output;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild history ls</c>.</summary>
internal static class HistoryList
{
    /// <summary>Prints the builds, newest first.</summary>
    public static void Print(RecordStore records, bool json, bool quiet)
    {
        IEnumerable<BuildRecord> builds = records.List().Select(records.TryRead).OfType<BuildRecord>();
        if (json)
        {
            PrintJson(builds);
            return;
        }

        if (!quiet)
        {
            Console.Out.WriteLine($"{"BUILD",-27}{"OUTCOME",-11}{"CACHED",-9}{"DURATION",10}  NAME");
        }

        foreach (BuildRecord build in builds)
        {
            Console.Out.WriteLine(quiet ? build.Id : string.Create(
                CultureInfo.InvariantCulture,
                $"{build.Id,-27}{build.Outcome,-11}{$"{build.Hits}/{build.Steps.Length}",-9}{build.Elapsed.TotalSeconds,9:0.00}s  {Terminal.Escape(NameOf(build))}"));
        }
    }

    private static string NameOf(BuildRecord build) => build.Options.Tags.Length > 0 ? string.Join(' ', build.Options.Tags) : build.FileName;

    private static void PrintJson(IEnumerable<BuildRecord> builds)
    {
        CanonicalJsonWriter json = new();
        json.BeginArray();
        foreach (BuildRecord build in builds)
        {
            json.BeginObject()
                .Name("id").String(build.Id)
                .Name("outcome").String(build.Outcome)
                .Time("started", build.Started)
                .Duration("duration", build.Elapsed)
                .Name("steps").Number(build.Steps.Length)
                .Name("hits").Number(build.Hits)
                .Name("context").String(build.Options.Context)
                .Name("dockerfile").String(build.FileName)
                .Texts("tags", build.Options.Tags.AsSpan())
                .Text("imageId", build.Result?.ImageId)
                .EndObject();
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(json.EndArray().ToArray()));
    }
}
