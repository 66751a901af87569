using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>A parsed Dockerfile: what the user wrote, variables not yet expanded.</summary>
/// <param name="Source">The text it was read from.</param>
/// <param name="EscapeCharacter">Backslash, or backtick when the escape directive says so.</param>
/// <param name="Directives">The parser directives at the top, in order.</param>
/// <param name="GlobalArguments">The ARG instructions before the first FROM.</param>
/// <param name="Stages">The stages in order; empty when the file has no FROM.</param>
public sealed record Dockerfile(
    SourceText Source,
    char EscapeCharacter,
    ImmutableArray<Directive> Directives,
    ImmutableArray<ArgInstruction> GlobalArguments,
    ImmutableArray<Stage> Stages)
{
    /// <summary>The instructions with an empty line between their continuation lines.</summary>
    public ImmutableArray<LineRange> EmptyContinuations { get; init; } = [];

    /// <summary>Reads a Dockerfile; never throws, all mistakes are in the result.</summary>
    public static ParseResult Parse(SourceText source) => DockerfileSyntax.Parse(source).ToDockerfile();
}
