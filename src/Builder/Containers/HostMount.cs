namespace Sharpbuild.Builder.Containers;

/// <summary>A file or directory of the host that a container sees.</summary>
/// <param name="HostPath">Where it is; null for a fresh directory that is gone with the container.</param>
/// <param name="Target">The absolute path in the container.</param>
/// <param name="ReadOnly">Whether the container may only read it.</param>
public sealed record HostMount(string? HostPath, string Target, bool ReadOnly);
