namespace Sharpbuild.Fuzz;

/// <summary>An input that a target could not stand.</summary>
/// <param name="Number">The input's number: <see cref="Mutator.Create"/> makes it again.</param>
/// <param name="Input">Its bytes.</param>
/// <param name="Description">What happened.</param>
public sealed record FuzzFinding(long Number, byte[] Input, string Description);
