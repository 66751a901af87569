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
        [NotNullWhen(false)] out string? error) => throw new NotImplementedException();
}
