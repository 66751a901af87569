using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>What is in force at a point of a stage.</summary>
/// <param name="Variables">Variables with their values.</param>
/// <param name="Declared">Names that ARG declared, with or without value.</param>
/// <param name="HasShell">Whether a SHELL is in force.</param>
/// <param name="HasWorkdir">Whether this Dockerfile has set a working directory.</param>
/// <param name="IsBaseKnown">Whether the variables of the base image are known.</param>
internal sealed record StageState(
    ImmutableDictionary<string, string> Variables, ImmutableHashSet<string> Declared, bool HasShell, bool HasWorkdir, bool IsBaseKnown);
