using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Pruning;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild prune</c>.</summary>
internal static class PruneCommand
{
    /// <summary>Removes what is not needed and prints how much room that gave.</summary>
    public static int Run(string[] arguments)
    {
        PruneSettings settings = PruneSettings.Read(arguments, "prune");
        PruneOptions options = new(settings.All, settings.Filter, settings.ReservedSpace, settings.MaxUsedSpace, settings.MinFreeSpace);
        PruneResult result = new Pruner(settings.State, settings.OpenStore(), TimeProvider.System).TryRun(options)
            ?? throw new BuildException("a build is running on this store", "try again when it is done");
        if (settings.Json)
        {
            PrintJson(result);
            return ExitCode.Done;
        }

        if (settings.Verbose)
        {
            StoreEntryTable.Print(result.Removed);
        }

        Console.Out.WriteLine($"freed {Amount.Of(Math.Max(result.FreedBytes, 0))}");
        return ExitCode.Done;
    }

    private static void PrintJson(PruneResult result)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("freed").Number(result.FreedBytes).Name("used").Number(result.UsedBytes);
        StoreEntryTable.Write(json.Name("removed"), result.Removed);
        Console.Out.WriteLine(Encoding.UTF8.GetString(json.EndObject().ToArray()));
    }
}
