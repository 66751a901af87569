using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Input;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Commands;

/// <summary>The settings of the command line as what is asked of the builder.</summary>
internal static class BuildRequest
{
    /// <summary>The options.</summary>
    /// <exception cref="UsageException">A value has not the form that is wanted.</exception>
    public static BuildOptions Of(BuildSettings settings, string context)
    {
        ImmutableArray<ImageReference> tags = [.. settings.Tags.Select(OptionNames.Image)];
        ImmutableArray<OutputOption> outputs = [.. settings.Outputs];
        if (settings.Push)
        {
            outputs = outputs.IsEmpty ? [new OutputOption(OutputKind.Image, Push: true)] : [.. outputs.Select(output => output with { Push = output.Kind == OutputKind.Image })];
        }

        return new BuildOptions
        {
            StateDirectory = StateDirectories.Choose(settings.StateDirectory),
            Context = context,
            Tags = tags,
            Target = settings.Target,
            BuildArguments = settings.BuildArguments.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Labels = [.. settings.Labels],
            NamedContexts = settings.NamedContexts.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
            Platform = ToPlatform(settings.Platform),
            Pull = settings.Pull,
            NoCache = settings.NoCache,
            NoCacheStages = [.. settings.NoCacheStages],
            ExtraHosts = [.. settings.ExtraHosts],
            Network = settings.Network,
            Allowed = [.. settings.Allowed],
            Secrets = settings.Secrets.ToImmutableDictionary(StringComparer.Ordinal),
            SecretScan = settings.SecretScan,
            SshAgents = settings.SshAgents.ToImmutableDictionary(StringComparer.Ordinal),
            Limits = settings.Limits,
            Rlimits = [.. settings.Rlimits],
            ShmSizeInBytes = settings.ShmSizeInBytes,
            Outputs = outputs,
            CacheImports = [.. settings.CacheImports],
            CacheExports = [.. settings.CacheExports],
            Jobs = settings.Jobs,
            HistoryLimit = settings.HistoryLimit,
            MaxUsedSpaceInBytes = settings.MaxUsedSpaceInBytes,
            GitContextModes = settings.GitContextModes,
            InsecureRegistries = [.. settings.InsecureRegistries],
        };
    }

    private static Platform ToPlatform(string? text) => text is null ? Platform.Host
        : Platform.TryParse(text, out Platform? platform) ? platform
        : throw new UsageException($"--platform: \"{text}\" is not a platform", "write os/architecture[/variant], for example linux/arm64");
}
