using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild rmi</c>.</summary>
internal static class RemoveCommand
{
    /// <summary>Takes names away; an image without a name is removed.</summary>
    public static int Run(string[] arguments)
    {
        StoreSettings settings = StoreSettings.Read(arguments);
        if (settings.Words.Count == 0)
        {
            throw new UsageException("rmi needs an image", "write sharpbuild rmi app:1");
        }

        ImageStore store = settings.OpenStore();
        foreach (string word in settings.Words)
        {
            ImageEntry entry = StoreImages.Find(store, word);
            if (ImageReference.TryParse(word, out ImageReference? name) && store.Untag(name))
            {
                Console.Out.WriteLine($"Untagged: {name.ToFamiliarString()}");
            }
            else
            {
                store.Remove(entry.Descriptor.Digest);
                Console.Out.WriteLine($"Deleted: {entry.Descriptor.Digest}");
            }
        }

        return ExitCode.Done;
    }
}
