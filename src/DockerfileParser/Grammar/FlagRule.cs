namespace Sharpbuild.Dockerfiles;

/// <summary>A flag that an instruction takes.</summary>
/// <param name="Name">The name without dashes.</param>
/// <param name="Kind">What value it takes.</param>
/// <param name="Placeholder">What help shows in place of the value.</param>
internal readonly record struct FlagRule(string Name, FlagKind Kind, string Placeholder);
