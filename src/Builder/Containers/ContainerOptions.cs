using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Builder.Containers;

/// <summary>An image to run, and how.</summary>
public sealed record ContainerOptions
{
    /// <summary>The state directory (<c>--root</c>).</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The image: a name or ID, <c>oci-layout://DIR[:TAG]</c>, or the path of a layout or an archive.</summary>
    public required string Image { get; init; }

    /// <summary>The words after the image; empty for the image's own.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>What takes the place of the image's entrypoint; empty for none, null for the image's own.</summary>
    public ImmutableArray<string>? Entrypoint { get; init; }

    /// <summary>Who the command runs as; null for the image's user.</summary>
    public string? User { get; init; }

    /// <summary>Where the command starts; null for the image's directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables that come after those of the image, <c>NAME=value</c>.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>The host name.</summary>
    public string HostName { get; init; } = "sharpbuild";

    /// <summary>Whether the root file system can't be written.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Files of the host.</summary>
    public ImmutableArray<HostMount> Volumes { get; init; } = [];

    /// <summary>File systems in memory.</summary>
    public ImmutableArray<TmpfsMount> Tmpfs { get; init; } = [];

    /// <summary>The capabilities of the command.</summary>
    public CapabilitySet Capabilities { get; init; } = CapabilitySet.Default;

    /// <summary>The system calls of the command.</summary>
    public SeccompPolicy Seccomp { get; init; } = SeccompPolicy.Default;

    /// <summary>Whether set-user-id programs have no effect.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Which network it sees.</summary>
    public NetworkMode Network { get; init; } = NetworkMode.Sandbox;

    /// <summary>Lines of <c>/etc/hosts</c>.</summary>
    public ImmutableArray<HostEntry> ExtraHosts { get; init; } = [];

    /// <summary>Its limits.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.Default;

    /// <summary>Its limits of each process.</summary>
    public ImmutableArray<Rlimit> Rlimits { get; init; } = [];

    /// <summary>The size of <c>/dev/shm</c> in bytes.</summary>
    public long ShmSizeInBytes { get; init; } = 64L << 20;

    /// <summary>When the image is looked up in a registry.</summary>
    public PullPolicy Pull { get; init; }

    /// <summary>Registries spoken to in plain http.</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];
}
