namespace Sharpbuild.Dockerfiles;

/// <summary>A parser directive: a comment <c># key=value</c> at the very top.</summary>
/// <param name="Name"><c>syntax</c>, <c>escape</c> or <c>check</c>.</param>
/// <param name="Value">The text after <c>=</c>, blanks around it removed.</param>
/// <param name="Span">The directive's line.</param>
public sealed record Directive(string Name, string Value, SourceSpan Span);
