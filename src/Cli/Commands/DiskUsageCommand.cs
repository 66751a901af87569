using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Pruning;
using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild du</c>.</summary>
internal static class DiskUsageCommand
{
    /// <summary>Prints what the parts of the store take; with <c>--verbose</c> or a filter, its entries.</summary>
    public static int Run(string[] arguments)
    {
        PruneSettings settings = PruneSettings.Read(arguments, "du");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        List<StoreEntry> entries = new StoreInventory(settings.State, settings.OpenStore()).List().FindAll(entry => settings.Filter.Accepts(entry, now));
        ImmutableArray<DiskUsagePart> parts = DiskUsage.Measure(settings.State);
        if (settings.Json)
        {
            PrintJson(parts, entries);
        }
        else
        {
            PrintTable(parts, entries, settings.Verbose || !settings.Filter.IsAll);
        }

        return ExitCode.Done;
    }

    private static long Reclaimable(List<StoreEntry> entries)
    {
        long bytes = 0;
        foreach (StoreEntry entry in entries)
        {
            bytes += entry.IsReclaimable ? entry.SizeInBytes : 0;
        }

        return bytes;
    }

    private static void PrintTable(ImmutableArray<DiskUsagePart> parts, List<StoreEntry> entries, bool withEntries)
    {
        if (withEntries)
        {
            StoreEntryTable.Print(entries);
            Console.Out.WriteLine();
        }

        Console.Out.WriteLine($"{"PART",-14}{"FILES",10}{"SIZE",14}");
        long total = 0;
        foreach (DiskUsagePart part in parts)
        {
            total += part.SizeInBytes;
            Console.Out.WriteLine($"{part.Name,-14}{part.Files,10}{Amount.Of(part.SizeInBytes),14}");
        }

        Console.Out.WriteLine($"{"reclaimable",-14}{"",10}{Amount.Of(Reclaimable(entries)),14}");
        Console.Out.WriteLine($"{"total",-14}{"",10}{Amount.Of(total),14}");
    }

    private static void PrintJson(ImmutableArray<DiskUsagePart> parts, List<StoreEntry> entries)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject();
        long total = 0;
        foreach (DiskUsagePart part in parts)
        {
            total += part.SizeInBytes;
            json.Name(part.Name).BeginObject().Name("files").Number(part.Files).Name("size").Number(part.SizeInBytes).EndObject();
        }

        json.Name("reclaimable").Number(Reclaimable(entries)).Name("total").Number(total);
        StoreEntryTable.Write(json.Name("entries"), entries);
        Console.Out.WriteLine(Encoding.UTF8.GetString(json.EndObject().ToArray()));
    }
}
