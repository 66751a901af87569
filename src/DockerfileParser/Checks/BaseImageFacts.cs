using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>What checks need to know about a base image.</summary>
/// <param name="Environment">The variables of its config.</param>
/// <param name="HasShell">Whether its config names a shell.</param>
/// <param name="Platform">Its platform, such as <c>linux/arm64/v8</c>.</param>
public sealed record BaseImageFacts(ImmutableDictionary<string, string> Environment, bool HasShell, string Platform);
