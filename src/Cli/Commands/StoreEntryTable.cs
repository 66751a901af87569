using System.Globalization;

using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Pruning;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Commands;

/// <summary>What takes room in the store, as a table or as JSON.</summary>
internal static class StoreEntryTable
{
    private const int MostId = 40;

    /// <summary>Prints a table.</summary>
    public static void Print(IReadOnlyList<StoreEntry> entries)
    {
        Console.Out.WriteLine($"{"ID",-42}{"TYPE",-22}{"RECLAIMABLE",-13}{"SIZE",11}  LAST USED (UTC)");
        foreach (StoreEntry entry in entries)
        {
            string id = entry.Id.Length > MostId ? entry.Id[..MostId] : entry.Id;
            string time = entry.LastUsedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            Console.Out.WriteLine($"{id,-42}{entry.Type,-22}{(entry.IsReclaimable ? "true" : "false"),-13}{Amount.Of(entry.SizeInBytes),11}  {time}");
        }
    }

    /// <summary>Writes an array.</summary>
    public static void Write(CanonicalJsonWriter json, IReadOnlyList<StoreEntry> entries)
    {
        json.BeginArray();
        foreach (StoreEntry entry in entries)
        {
            json.BeginObject()
                .Name("id").String(entry.Id)
                .Name("type").String(entry.Type)
                .Name("reclaimable").Boolean(entry.IsReclaimable)
                .Name("size").Number(entry.SizeInBytes)
                .Time("lastUsed", entry.LastUsedAt)
                .EndObject();
        }

        json.EndArray();
    }
}
