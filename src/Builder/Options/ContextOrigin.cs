namespace Sharpbuild.Builder.Options;

/// <summary>Where a context came from that was fetched for this build; its ignore file does not count.</summary>
/// <param name="Name">The address without passwords, or <c>-</c>; the same at each build.</param>
/// <param name="Identity">What stands for its whole content.</param>
/// <param name="ChangedAt">The time of the commit in seconds since 1970, or null where it is no git repository.</param>
/// <remarks>LANGUAGE A10.6: BuildKit reads no ignore file of a context from git, http or a tar stream.</remarks>
public sealed record ContextOrigin(string Name, string Identity, long? ChangedAt = null)
{
    /// <summary>When the server says that it changed, seconds since 1970; null where it does not say.</summary>
    public long? ServedAt { get; init; }
}
