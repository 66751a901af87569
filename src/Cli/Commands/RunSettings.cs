using System.Collections.Immutable;

using Sharpbuild.Builder.Containers;
using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Input;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Cli.Commands;

/// <summary>What the options of <c>run</c> say, while they are read.</summary>
internal sealed class RunSettings : SandboxSettings
{
    public string? User { get; set; }

    public string? WorkingDirectory { get; set; }

    public string HostName { get; set; } = "sharpbuild";

    public List<string> Environment { get; } = [];

    public ImmutableArray<string>? Entrypoint { get; set; }

    public bool ReadOnly { get; set; }

    public List<TmpfsMount> Tmpfs { get; } = [];

    public List<HostMount> Volumes { get; } = [];

    public List<string> AddedCapabilities { get; } = [];

    public List<string> DroppedCapabilities { get; } = [];

    /// <summary>The path of a profile, <c>unconfined</c>, or null.</summary>
    public string? SeccompProfile { get; set; }

    public bool NoNewPrivileges { get; set; }

    public bool Interactive { get; set; }

    public bool Terminal { get; set; }

    public bool ShowUsage { get; set; }

    public bool ShowHelp { get; set; }

    public PullPolicy Pull { get; set; }

    public List<string> InsecureRegistries { get; } = [];
}
