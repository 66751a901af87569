using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>What the checks found.</summary>
/// <param name="Warnings">The warnings of the rules that BuildKit has too, in the order of the lines.</param>
/// <param name="Advice">The warnings of our own rules on cache order and size.</param>
/// <param name="FailsBuild">Whether <c>error=true</c> was asked for and there is a warning.</param>
public sealed record CheckResult(ImmutableArray<CheckWarning> Warnings, ImmutableArray<CheckWarning> Advice, bool FailsBuild);
