using System.Collections.Immutable;

using Sharpbuild.Builder.Store;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild du</c>.</summary>
internal static class DiskUsageCommand
{
    /// <summary>Prints what the parts of the store take.</summary>
    public static int Run(string[] arguments)
    {
        StoreSettings settings = StoreSettings.Read(arguments);
        ImmutableArray<DiskUsagePart> parts = DiskUsage.Measure(settings.State);
        long total = parts.Sum(part => part.SizeInBytes);
        if (settings.Json)
        {
            CanonicalJsonWriter json = new();
            json.BeginObject();
            foreach (DiskUsagePart part in parts)
            {
                json.Name(part.Name).BeginObject().Name("files").Number(part.Files).Name("size").Number(part.SizeInBytes).EndObject();
            }

            json.Name("total").Number(total).EndObject();
            Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(json.ToArray()));
            return ExitCode.Done;
        }

        Console.Out.WriteLine($"{"PART",-14}{"FILES",10}{"SIZE",14}");
        foreach (DiskUsagePart part in parts)
        {
            Console.Out.WriteLine($"{part.Name,-14}{part.Files,10}{SizeText.Format(part.SizeInBytes),14}");
        }

        Console.Out.WriteLine($"{"total",-14}{"",10}{SizeText.Format(total),14}");
        return ExitCode.Done;
    }
}
