using Sharpbuild.Builder;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Cli.Commands;

/// <summary>Finds images of the store that the command line names.</summary>
internal static class StoreImages
{
    /// <summary>The image of a name or ID.</summary>
    /// <exception cref="BuildException">There is none.</exception>
    public static ImageEntry Find(ImageStore store, string nameOrId) => store.Resolve(nameOrId)
        ?? throw new BuildException($"the store has no image \"{nameOrId}\"", "sharpbuild images lists them");
}
