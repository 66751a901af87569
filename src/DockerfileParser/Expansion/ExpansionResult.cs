using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>What came of expanding a word.</summary>
/// <param name="Value">The expanded text; empty on error.</param>
/// <param name="Words">The words it splits into; empty unless splitting was asked for.</param>
/// <param name="Error">What is wrong with the word, or null.</param>
/// <param name="Matched">Variables that were found, in byte order.</param>
/// <param name="Unmatched">Variables that were looked for and not found, in byte order.</param>
public sealed record ExpansionResult(
    string Value,
    ImmutableArray<string> Words,
    string? Error,
    ImmutableArray<string> Matched,
    ImmutableArray<string> Unmatched);
