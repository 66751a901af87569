namespace Sharpbuild.Insight.Explaining;

/// <summary>One cause of a miss.</summary>
/// <param name="Kind">One of <see cref="CauseKind"/>.</param>
/// <param name="Subject">What changed: a path, a variable's name, an image.</param>
/// <param name="Before">What it was, or null.</param>
/// <param name="After">What it is, or null.</param>
/// <param name="Text">The cause in one line.</param>
/// <param name="Hint">What to do about it, or null.</param>
public sealed record Cause(string Kind, string Subject, string? Before, string? After, string Text, string? Hint = null);
