using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>An instruction with the variables that are in force before it.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="Words">The words that checks look at, expanded: sources of COPY, ports, path of WORKDIR, names of ENV and ARG.</param>
/// <param name="Undefined">Variables used and defined nowhere, once for each word.</param>
/// <param name="Known">The variables that are defined.</param>
/// <param name="HasShell">Whether a SHELL is in force.</param>
/// <param name="HasWorkdir">Whether this Dockerfile has set a working directory.</param>
internal sealed record EvaluatedInstruction(
    Instruction Instruction,
    ImmutableArray<string> Words,
    ImmutableArray<string> Undefined,
    ImmutableDictionary<string, string> Known,
    bool HasShell,
    bool HasWorkdir);
