using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Images;

/// <summary>The configs of base images, for who wants to know what a stage starts with without building it.</summary>
public static class BaseConfigs
{
    /// <summary>Finds the config of a base, or null where the image can't be had now.</summary>
    /// <param name="options">The build's options: its store, named contexts and registries.</param>
    /// <param name="name">The name in FROM, variables replaced.</param>
    /// <param name="platform">The platform.</param>
    public static ImageConfig? TryFind(BuildOptions options, string name, Platform platform)
    {
        StateDirectory state = new(options.StateDirectory);
        state.Create();
        Lazy<Workspace> workspace = new(() => Workspace.Create(state, CancellationToken.None));
        using BaseImages images = new(options, state, new ImageStore(new ContentStore(state.Images, () => workspace.Value.HostPath)), workspace);
        try
        {
            string? context = options.NamedContexts.GetValueOrDefault(name);
            BaseReference reference = context is null ? new BaseReference.Image(name) : new BaseReference.NamedContext(name, context);
            return images.Resolve(reference, platform, CancellationToken.None).Config;
        }
        catch (Exception failure) when (failure is BuildException or RegistryException or InvalidContentException or LinuxException or IOException)
        {
            return null;
        }
        finally
        {
            if (workspace.IsValueCreated)
            {
                workspace.Value.Dispose();
            }
        }
    }
}
