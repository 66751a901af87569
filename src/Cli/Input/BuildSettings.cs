using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Input;

/// <summary>What the options of <c>build</c> say, while they are read.</summary>
internal sealed class BuildSettings : SandboxSettings
{
    public string? DockerfilePath { get; set; }

    public List<string> Tags { get; } = [];

    public string? Target { get; set; }

    public Dictionary<string, string> BuildArguments { get; } = new(StringComparer.Ordinal);

    public List<KeyValuePair<string, string>> Labels { get; } = [];

    public Dictionary<string, string> NamedContexts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string? Platform { get; set; }

    public PullPolicy Pull { get; set; }

    /// <summary>Whether a shell is opened where a RUN failed.</summary>
    public bool ShellOnError { get; set; }

    public bool NoCache { get; set; }

    public List<string> NoCacheStages { get; } = [];

    public List<string> Allowed { get; } = [];

    public Dictionary<string, SecretOption> Secrets { get; } = new(StringComparer.Ordinal);

    public SecretScanMode SecretScan { get; set; }

    public Dictionary<string, SshOption> SshAgents { get; } = new(StringComparer.Ordinal);

    public List<OutputOption> Outputs { get; } = [];

    public List<CacheImportOption> CacheImports { get; } = [];

    public List<CacheExportOption> CacheExports { get; } = [];

    public bool Push { get; set; }

    public bool Load { get; set; }

    public int Jobs { get; set; } = BuildOptions.DefaultJobs;

    public bool Explain { get; set; }

    public long? MaxUsedSpaceInBytes { get; set; } = DecimalSize.FromEnvironment("SHARPBUILD_MAX_USED_SPACE");

    public int HistoryLimit { get; set; } = BuildOptions.DefaultHistoryLimit;

    public string? Timestamp { get; set; }

    public bool Reproducible { get; set; }

    public bool GitContextModes { get; set; }

    public List<string> InsecureRegistries { get; } = [];

    public string? ImageIdFile { get; set; }

    public string? MetadataFile { get; set; }

    public bool Quiet { get; set; }

    public string Progress { get; set; } = Environment.GetEnvironmentVariable("BUILDKIT_PROGRESS") ?? "auto";

    public string Call { get; set; } = "build";
}
