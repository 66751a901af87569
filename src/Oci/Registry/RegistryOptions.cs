using System.Collections.Immutable;

namespace Sharpbuild.Oci.Registry;

/// <summary>How registries are spoken to.</summary>
public sealed record RegistryOptions
{
    /// <summary>Registries, <c>host[:port]</c>, that are spoken to in plain http; those on loopback addresses always are.</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];

    /// <summary>Token servers that may see the credentials of a registry on another host: registry and server, both <c>host[:port]</c>.</summary>
    public ImmutableArray<(string Registry, string TokenServer)> TokenServers { get; init; } = DefaultTokenServers;

    /// <summary>The directory of Docker's <c>config.json</c>; null takes <c>DOCKER_CONFIG</c> or <c>~/.docker</c>.</summary>
    public string? DockerConfigHostPath { get; init; }

    /// <summary>How long an answer or the next bytes of a body may take.</summary>
    public TimeSpan NoProgressLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait before the first retry; it doubles with each further one.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest single wait, also where a registry asks for more.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is tried again after errors of connection, 429 and 5xx.</summary>
    public int MostRetries { get; init; } = 5;

    /// <summary>The token servers on hosts of their own that are known.</summary>
    public static ImmutableArray<(string Registry, string TokenServer)> DefaultTokenServers =>
    [
        ("docker.io", "auth.docker.io"),
        ("registry.gitlab.com", "gitlab.com"),
        ("registry.digitalocean.com", "api.digitalocean.com"),
    ];
}
