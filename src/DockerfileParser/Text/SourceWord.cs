namespace Sharpbuild.Dockerfiles;

/// <summary>A word of an instruction and where it stands.</summary>
/// <param name="Text">The word; for flags and JSON elements quotes and escapes are already removed.</param>
/// <param name="Span">Where it was written, quotes included.</param>
public sealed record SourceWord(string Text, SourceSpan Span);
