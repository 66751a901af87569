using System.Collections.Immutable;

namespace Sharpbuild.Oci.Model;

/// <summary>How a container of an image runs: the <c>config</c> member of an image config.</summary>
/// <remarks>OCI image specification, config.md; Healthcheck, OnBuild and Shell are Docker's. Empty collections are not written.</remarks>
public sealed record ContainerConfig
{
    /// <summary>A config in which nothing is set.</summary>
    public static ContainerConfig Empty { get; } = new();

    /// <summary>User and group, <c>user[:group]</c>, or null for root.</summary>
    public string? User { get; init; }

    /// <summary>Ports such as <c>80/tcp</c>.</summary>
    public ImmutableSortedSet<string> ExposedPorts { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The environment, <c>NAME=value</c>, in order.</summary>
    public ImmutableArray<string> Env { get; init; } = [];

    /// <summary>The program to run, or null where it is not set.</summary>
    public ImmutableArray<string>? Entrypoint { get; init; }

    /// <summary>The default arguments, or null where they are not set.</summary>
    public ImmutableArray<string>? Cmd { get; init; }

    /// <summary>Directories that become volumes.</summary>
    public ImmutableSortedSet<string> Volumes { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The working directory, or null.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>The labels.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The signal that asks the container to exit, or null.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Whether the command line is already escaped (Windows only).</summary>
    public bool ArgsEscaped { get; init; }

    /// <summary>How health is tested, or null.</summary>
    public Healthcheck? Healthcheck { get; init; }

    /// <summary>Instructions that run when the image is the base of another build.</summary>
    public ImmutableArray<string> OnBuild { get; init; } = [];

    /// <summary>The shell of shell-form instructions, or null for the default.</summary>
    public ImmutableArray<string>? Shell { get; init; }
}
