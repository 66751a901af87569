using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>A FROM and the instructions up to the next one.</summary>
/// <param name="Index">Position among the stages, from 0.</param>
/// <param name="Name">The name after <c>AS</c> in lower case, or null.</param>
/// <param name="From">The FROM that begins the stage.</param>
/// <param name="Instructions">The instructions after FROM.</param>
public sealed record Stage(int Index, string? Name, FromInstruction From, ImmutableArray<Instruction> Instructions);
