using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles;

/// <summary>A mount of RUN with all values expanded and read.</summary>
/// <param name="Kind">The type.</param>
/// <param name="Target">Where it appears; null when not said.</param>
/// <param name="Source">What is mounted; null when not said.</param>
/// <param name="From">Stage, named context or image; null when not said.</param>
/// <param name="Id">Identity of a cache, secret or agent; null when not said.</param>
/// <param name="ReadOnly">Whether writing fails; the type's default when not said.</param>
/// <param name="Sharing">Cache only: what a second user gets.</param>
/// <param name="Mode">Permission bits; null when not said.</param>
/// <param name="UserId">Owner; null when not said.</param>
/// <param name="GroupId">Group; null when not said.</param>
/// <param name="SizeInBytes">tmpfs only: limit; null when not said.</param>
/// <param name="Required">Secret and ssh: whether its absence is an error.</param>
/// <param name="EnvironmentVariable">Secret only: the variable that gets the value; null when not said, empty for the default.</param>
public sealed record RunMount(
    MountKind Kind,
    string? Target,
    string? Source,
    string? From,
    string? Id,
    bool ReadOnly,
    CacheSharing? Sharing,
    int? Mode,
    uint? UserId,
    uint? GroupId,
    long? SizeInBytes,
    bool Required,
    string? EnvironmentVariable)
{
    /// <summary>Reads the options of a <see cref="MountOption"/> after their values are expanded.</summary>
    /// <param name="options">Keys in lower case and values, in order.</param>
    /// <param name="mount">The mount when all rules hold.</param>
    /// <param name="error">What is wrong, when false is returned.</param>
    public static bool TryParse(
        ImmutableArray<KeyValuePair<string, string>> options,
        [NotNullWhen(true)] out RunMount? mount,
        [NotNullWhen(false)] out string? error)
    {
        RunMountBuilder builder = new();
        error = null;
        foreach ((string key, string value) in options)
        {
            error ??= builder.Set(key, value);
        }

        error ??= builder.Check();
        mount = error is null ? builder.ToMount() : null;
        return error is null;
    }

    internal static bool TryParseKind(string text, out MountKind kind)
    {
        MountKind? found = text.ToLowerInvariant() switch
        {
            "bind" => MountKind.Bind,
            "cache" => MountKind.Cache,
            "tmpfs" => MountKind.Tmpfs,
            "secret" => MountKind.Secret,
            "ssh" => MountKind.Ssh,
            _ => null,
        };
        kind = found ?? MountKind.Bind;
        return found is not null;
    }
}
