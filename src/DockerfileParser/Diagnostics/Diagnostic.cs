namespace Sharpbuild.Dockerfiles;

/// <summary>Something to say about a place in a source text.</summary>
/// <param name="Code">Stable number such as <c>DF0102</c>.</param>
/// <param name="Severity">Whether the build can go on.</param>
/// <param name="Message">What is wrong: lower case, no full stop.</param>
/// <param name="Span">The characters it is about.</param>
/// <param name="Help">What to do about it, if that can be said.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, SourceSpan Span, string? Help = null);
