namespace Sharpbuild.Builder.Contexts;

/// <summary>A path without links, <c>.</c> and <c>..</c>.</summary>
/// <param name="Path">The path, whether or not there is anything.</param>
/// <param name="Obstacle">The first component that is no directory although more components follow it, or null.</param>
public readonly record struct ResolvedPath(string Path, string? Obstacle);
