namespace Sharpbuild.Dockerfiles;

/// <summary>A word of a logical line.</summary>
/// <param name="Text">The word as the grammar gives it out.</param>
/// <param name="Start">Offset in the logical line.</param>
/// <param name="Length">Number of characters it was written with.</param>
internal readonly record struct Word(string Text, int Start, int Length);
