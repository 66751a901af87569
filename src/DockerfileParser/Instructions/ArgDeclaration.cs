namespace Sharpbuild.Dockerfiles;

/// <summary>A name that ARG declares.</summary>
/// <param name="Name">The name before <c>=</c>.</param>
/// <param name="DefaultValue">The text after <c>=</c>, unexpanded, quotes kept; null without <c>=</c>.</param>
/// <param name="Span">The whole word.</param>
public sealed record ArgDeclaration(string Name, string? DefaultValue, SourceSpan Span);
