using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>The flags of COPY and ADD, unexpanded.</summary>
/// <param name="From">COPY only: stage, named context or image.</param>
/// <param name="Chown">User and group of what is copied.</param>
/// <param name="Chmod">Mode of what is copied, octal or symbolic.</param>
/// <param name="Link">Whether the copy is a layer of its own.</param>
/// <param name="Parents">COPY only: whether source directories are kept.</param>
/// <param name="Excludes">Patterns of what to leave out.</param>
/// <param name="Checksum">ADD only: the digest that the remote source must have.</param>
/// <param name="Unpack">ADD only: whether to unpack; null when not said.</param>
/// <param name="KeepGitDirectory">ADD only: whether <c>.git</c> stays.</param>
public sealed record CopyFlags(
    string? From,
    string? Chown,
    string? Chmod,
    bool Link,
    bool Parents,
    ImmutableArray<string> Excludes,
    string? Checksum,
    bool? Unpack,
    bool KeepGitDirectory)
{
    /// <summary>No flag at all.</summary>
    public static CopyFlags None { get; } = new(null, null, null, false, false, [], null, null, false);
}
