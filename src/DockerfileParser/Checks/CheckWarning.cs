namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Something in a Dockerfile that works and is better done otherwise.</summary>
/// <param name="RuleName">The name of the rule.</param>
/// <param name="Description">What the rule is about.</param>
/// <param name="Url">Where the rule is explained, or null.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Span">The instruction or the word.</param>
/// <param name="Lines">The lines of the instruction.</param>
public sealed record CheckWarning(string RuleName, string Description, string? Url, string Detail, SourceSpan Span, LineRange Lines);
