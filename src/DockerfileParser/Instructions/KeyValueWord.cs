namespace Sharpbuild.Dockerfiles;

/// <summary>A pair of ENV or LABEL, quotes and escapes still in place.</summary>
/// <param name="Key">The text before the separator.</param>
/// <param name="Value">The text after it.</param>
/// <param name="Separator"><c>=</c>, or empty for the old form with a blank.</param>
public sealed record KeyValueWord(string Key, string Value, string Separator);
