using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild tag</c>.</summary>
internal static class TagCommand
{
    /// <summary>Gives an image another name.</summary>
    public static int Run(string[] arguments)
    {
        StoreSettings settings = StoreSettings.Read(arguments);
        if (settings.Words is not [string image, string name])
        {
            throw new UsageException("tag needs an image and a name", "write sharpbuild tag app:1 app:stable");
        }

        ImageStore store = settings.OpenStore();
        store.Tag(OptionNames.Image(name), StoreImages.Find(store, image).Descriptor);
        return ExitCode.Done;
    }
}
