using Sharpbuild.Cli.Arguments;
using Sharpbuild.Insight;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild images</c>.</summary>
internal static class ImagesCommand
{

    /// <summary>Lists the images of the store.</summary>
    public static int Run(string[] arguments)
    {
        StoreSettings settings = StoreSettings.Read(arguments);
        ImageStore store = settings.OpenStore();
        IReadOnlyList<ImageEntry> entries = store.List();
        if (settings.Json)
        {
            PrintJson(store, entries);
        }
        else
        {
            PrintTable(store, entries, settings.Quiet);
        }

        return ExitCode.Done;
    }

    private static void PrintTable(ImageStore store, IReadOnlyList<ImageEntry> entries, bool quiet)
    {
        if (!quiet)
        {
            Console.Out.WriteLine($"{"NAME",-40} {"IMAGE ID",-14}{"CREATED",-22}SIZE");
        }

        foreach (ImageEntry entry in entries)
        {
            ResolvedImage image = store.Open(entry.Descriptor, entry.Descriptor.Platform ?? Platform.Host);
            string id = image.ConfigDescriptor.Digest.Short;
            string created = image.Config.Created is { } time ? Rfc3339.Format(time)[..19] : "";
            Console.Out.WriteLine(quiet ? id : $"{entry.Reference?.ToFamiliarString() ?? "<none>",-40} {id,-14}{created,-22}{Amount.Of(SizeOf(image))}");
        }
    }

    private static void PrintJson(ImageStore store, IReadOnlyList<ImageEntry> entries)
    {
        CanonicalJsonWriter json = new();
        json.BeginArray();
        foreach (ImageEntry entry in entries)
        {
            ResolvedImage image = store.Open(entry.Descriptor, entry.Descriptor.Platform ?? Platform.Host);
            json.BeginObject()
                .Name("id").String(image.ConfigDescriptor.Digest.ToString())
                .Name("digest").String(entry.Descriptor.Digest.ToString())
                .Member("name", entry.Reference?.ToString())
                .Member("created", image.Config.Created is { } time ? Rfc3339.Format(time) : null)
                .Name("platform").String(image.Config.Platform.ToString())
                .Name("size").Number(SizeOf(image))
                .EndObject();
        }

        json.EndArray();
        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(json.ToArray()));
    }

    private static long SizeOf(ResolvedImage image) => image.Manifest.Layers.Sum(layer => layer.SizeInBytes);
}
