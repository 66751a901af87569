using System.Collections.Immutable;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>What the checks know about the build.</summary>
public sealed record CheckOptions
{
    /// <summary>The <c>--build-arg</c> values.</summary>
    public ImmutableDictionary<string, string> BuildArguments { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The <c>--target</c>; without one all stages are checked.</summary>
    public string? Target { get; init; }

    /// <summary>The platform to build for, such as <c>linux/amd64</c>.</summary>
    public string Platform { get; init; } = "linux/amd64";

    /// <summary>The platform the build runs on.</summary>
    public string BuildPlatform { get; init; } = "linux/amd64";

    /// <summary>The patterns of the ignore file, or null when there is none.</summary>
    public IgnorePatterns? Ignore { get; init; }

    /// <summary>Tells what is known about a base image, from its name and platform; null when nothing is.</summary>
    public Func<string, string, BaseImageFacts?>? BaseImages { get; init; }

    /// <summary>Whether our own rules on cache order and size run too.</summary>
    public bool IncludeAdvice { get; init; } = true;
}
