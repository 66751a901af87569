using System.Collections.Immutable;

using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Options;

/// <summary>All that a build is asked for; the command line as values.</summary>
public sealed record BuildOptions
{
    /// <summary>The host name of commands where nothing else is asked for.</summary>
    public const string DefaultHostName = "sharpbuild";

    /// <summary>How many records of builds are kept unless something else is asked for.</summary>
    public const int DefaultHistoryLimit = 100;

    /// <summary>The state directory (<c>--root</c>).</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The context: the host path of a directory.</summary>
    public required string Context { get; init; }

    /// <summary>Where the context came from, if it was fetched for this build; null for a directory of the user.</summary>
    public ContextOrigin? ContextOrigin { get; init; }

    /// <summary>The Dockerfile's host path, <c>-</c> for standard input; null for <c>Dockerfile</c> or <c>dockerfile</c> in the context.</summary>
    public string? DockerfilePath { get; init; }

    /// <summary>The names that the image gets (<c>-t</c>).</summary>
    public ImmutableArray<ImageReference> Tags { get; init; } = [];

    /// <summary>The stage to build, by name or number; null for the last.</summary>
    public string? Target { get; init; }

    /// <summary>Values of ARGs (<c>--build-arg</c>).</summary>
    public ImmutableSortedDictionary<string, string> BuildArguments { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Labels put on the final image (<c>--label</c>), in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Named contexts (<c>--build-context</c>): name to directory, URL, <c>oci-layout://…</c> or <c>docker-image://…</c>.</summary>
    public ImmutableSortedDictionary<string, string> NamedContexts { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The platform of the result (<c>--platform</c>).</summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>When bases are looked up again (<c>--pull</c>).</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>Whether every step is run again (<c>--no-cache</c>).</summary>
    public bool NoCache { get; init; }

    /// <summary>Stages whose steps are run again (<c>--no-cache-filter</c>).</summary>
    public ImmutableArray<string> NoCacheStages { get; init; } = [];

    /// <summary>Lines of <c>/etc/hosts</c> for RUN (<c>--add-host</c>).</summary>
    public ImmutableArray<HostEntry> ExtraHosts { get; init; } = [];

    /// <summary>The network of RUN steps that do not ask for one (<c>--network</c>).</summary>
    public NetworkMode Network { get; init; } = NetworkMode.Sandbox;

    /// <summary>What steps may ask for beyond the ordinary (<c>--allow</c>): <c>network.host</c>, <c>security.insecure</c>.</summary>
    public ImmutableHashSet<string> Allowed { get; init; } = [];

    /// <summary>Secrets (<c>--secret</c>) by id.</summary>
    public ImmutableDictionary<string, SecretOption> Secrets { get; init; } = ImmutableDictionary<string, SecretOption>.Empty;

    /// <summary>What happens when a secret turns up in what the build makes (<c>--secret-scan</c>).</summary>
    public SecretScanMode SecretScan { get; init; }

    /// <summary>Agents and keys (<c>--ssh</c>) by id.</summary>
    public ImmutableDictionary<string, SshOption> SshAgents { get; init; } = ImmutableDictionary<string, SshOption>.Empty;

    /// <summary>Limits of RUN steps.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Per-process limits of RUN steps (<c>--ulimit</c>).</summary>
    public ImmutableArray<Rlimit> Rlimits { get; init; } = [];

    /// <summary>Opens a shell where a command of RUN failed (<c>--on-error=shell</c>); null to end at once.</summary>
    public IFailureShell? FailureShell { get; init; }

    /// <summary>The size of <c>/dev/shm</c> in bytes (<c>--shm-size</c>).</summary>
    public long ShmSizeInBytes { get; init; } = 64L << 20;

    /// <summary>The host name that commands see: the same on every machine, unless <c>BUILDKIT_SANDBOX_HOSTNAME</c> asks for another.</summary>
    public string HostName => BuildArguments.GetValueOrDefault("BUILDKIT_SANDBOX_HOSTNAME") is { Length: > 0 } name ? name : DefaultHostName;

    /// <summary>Where the result goes (<c>-o</c>); empty for the store.</summary>
    public ImmutableArray<OutputOption> Outputs { get; init; } = [];

    /// <summary>Whether the store gets the image, under a name or its ID.</summary>
    public bool KeepsImage => Outputs.IsEmpty || Outputs.Any(output => output.Kind == OutputKind.Image);

    /// <summary>Caches of other builds that are asked after the own one (<c>--cache-from</c>), in their order.</summary>
    public ImmutableArray<CacheImportOption> CacheImports { get; init; } = [];

    /// <summary>Where the steps of this build are kept for others (<c>--cache-to</c>).</summary>
    public ImmutableArray<CacheExportOption> CacheExports { get; init; } = [];

    /// <summary>How many steps run at once where nothing is said: more than there are processors, as steps wait for networks and for each other's files.</summary>
    public static int DefaultJobs => Math.Max(8, 2 * Environment.ProcessorCount);

    /// <summary>How many steps run at once (<c>--jobs</c>).</summary>
    public int Jobs { get; init; } = DefaultJobs;

    /// <summary>The latest time, in seconds since 1970, that layers, config and history may carry; null for times as they are.</summary>
    public long? SourceDateEpoch { get; init; }

    /// <summary>Whether modes of context files are mapped to 0644 and 0755 (<c>--context-modes=git</c>).</summary>
    public bool GitContextModes { get; init; }

    /// <summary>Registries spoken to in plain http (<c>--insecure-registry</c>).</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];

    /// <summary>How many bytes the whole store may take when the build is done (<c>--max-used-space</c>); null for no ceiling.</summary>
    public long? MaxUsedSpaceInBytes { get; init; }

    /// <summary>How many records of builds are kept (<c>--history-limit</c>); 0 for none.</summary>
    public int HistoryLimit { get; init; } = DefaultHistoryLimit;
}
