using System.Collections.Immutable;

namespace Sharpbuild.Builder.Copying;

/// <summary>The flags of COPY and ADD, variables expanded.</summary>
public sealed record CopyOptions
{
    /// <summary>The value of <c>--chown</c>, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>The value of <c>--chmod</c>, or null.</summary>
    public string? Mode { get; init; }

    /// <summary><c>--link</c>: the result does not depend on what is at the destination.</summary>
    public bool IsLinked { get; init; }

    /// <summary><c>--parents</c>: the directories of the sources are kept.</summary>
    public bool KeepsParents { get; init; }

    /// <summary>The values of <c>--exclude</c>.</summary>
    public ImmutableArray<string> Excludes { get; init; } = [];

    /// <summary>Whether it is ADD, which unpacks archives.</summary>
    public bool IsAdd { get; init; }

    /// <summary>The value of <c>--unpack</c>, or null.</summary>
    public bool? Unpacks { get; init; }
}
