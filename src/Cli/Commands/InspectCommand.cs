using System.Text;

using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild inspect</c>: the documents of an image as they are.</summary>
internal static class InspectCommand
{
    /// <summary>Prints an array with one object for each image: names, manifest and config.</summary>
    public static int Run(string[] arguments)
    {
        StoreSettings settings = StoreSettings.Read(arguments);
        if (settings.Words.Count == 0)
        {
            throw new UsageException("inspect needs an image", "write sharpbuild inspect app:1");
        }

        ImageStore store = settings.OpenStore();
        StringBuilder text = new("[");
        foreach (string word in settings.Words)
        {
            ImageEntry entry = StoreImages.Find(store, word);
            ResolvedImage image = store.Open(entry.Descriptor, entry.Descriptor.Platform ?? Platform.Host);
            text.Append(text.Length > 1 ? ",\n" : "\n")
                .Append("{\"id\":\"").Append(image.ConfigDescriptor.Digest).Append("\",\"digest\":\"").Append(entry.Descriptor.Digest).Append('"')
                .Append(",\"names\":[").AppendJoin(',', NamesOf(store, entry)).Append(']')
                .Append(",\"manifest\":").Append(Encoding.UTF8.GetString(image.ManifestBytes.Span))
                .Append(",\"config\":").Append(Encoding.UTF8.GetString(image.ConfigBytes.Span))
                .Append('}');
        }

        Console.Out.WriteLine(text.Append("\n]"));
        return ExitCode.Done;
    }

    private static IEnumerable<string> NamesOf(ImageStore store, ImageEntry entry) => store.List()
        .Where(other => other.Descriptor.Digest == entry.Descriptor.Digest && other.Reference is not null)
        .Select(other => $"\"{other.Reference}\"");
}
