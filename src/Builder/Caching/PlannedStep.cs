using System.Collections.Immutable;

namespace Sharpbuild.Builder.Caching;

/// <summary>A step of a build, to be compared with the same step of another one.</summary>
/// <param name="Stage">The stage's name or number.</param>
/// <param name="Ordinal">The step's number in its stage, from 1.</param>
/// <param name="Text">The instruction as written.</param>
/// <param name="Parts">The parts of its key.</param>
public sealed record PlannedStep(string Stage, int Ordinal, string Text, ImmutableArray<KeyPart> Parts);
