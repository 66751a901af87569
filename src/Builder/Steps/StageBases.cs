using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Steps;

/// <summary>Gives stages the state that they start from.</summary>
/// <param name="images">Finds images.</param>
/// <param name="results">The stages that are done.</param>
/// <param name="escape">The escape character of the file.</param>
internal sealed class StageBases(BaseImages images, StageResults results, char escape)
{
    /// <summary>The state before the stage's first instruction, or null where its base stage is not done and not waited for.</summary>
    public StageState? Start(PlannedStage stage, bool wait, CancellationToken cancellationToken) => stage.Base switch
    {
        BaseReference.Scratch => Scratch(stage.Platform),
        BaseReference.Stage { Index: int index } => (wait ? results.Wait(index, cancellationToken) : results.TryGet(index)) is { } parent
            ? parent with { CommandIsOwn = false, BaseDigest = null }
            : null,
        _ => FromImage(images.Resolve(stage.Base, stage.Platform, cancellationToken), stage.Platform),
    };

    private StageState Scratch(Platform platform)
    {
        ContainerConfig config = ContainerConfig.Empty with { Env = [$"PATH={DefaultEnvironment.Path}"], WorkingDir = "/" };
        StageState state = new([], "scratch", ImageConfig.Scratch(platform) with { Config = config }, VariableScope.Empty(escape), LastCreatedAt: null);
        return state with { Scope = state.Scope.WithEnvironment("PATH", DefaultEnvironment.Path) };
    }

    private StageState FromImage(BaseImage image, Platform platform)
    {
        VariableScope scope = VariableScope.Empty(escape);
        foreach (string entry in image.Config.Config.Env)
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                scope = scope.WithEnvironment(entry[..equals], entry[(equals + 1)..]);
            }
        }

        string chain = "base";
        foreach (Layer layer in image.Layers)
        {
            chain = CacheKey.Digest(chain, layer.ContentKey);
        }

        ImageConfig config = image.Config with { Os = platform.Os, Architecture = platform.Architecture, Variant = platform.Variant };
        if (!config.Config.Env.Any(entry => entry.StartsWith("PATH=", StringComparison.Ordinal)))
        {
            config = config with { Config = config.Config with { Env = [$"PATH={DefaultEnvironment.Path}", .. config.Config.Env] } };
            scope = scope.WithEnvironment("PATH", DefaultEnvironment.Path);
        }

        return new StageState(image.Layers, chain, config, scope, image.Config.Created) { BaseDigest = image.Digest };
    }
}
